"""To be written."""

from django.urls import path
from django.views.generic import TemplateView

URLS = [path("review/", TemplateView.as_view(template_name="404.html"), name="expert_desk")]
