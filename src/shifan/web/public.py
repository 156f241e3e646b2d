"""To be written."""

from django.urls import path
from django.views.generic import TemplateView

URLS = [
    path("", TemplateView.as_view(template_name="404.html"), name="home"),
    path("rounds/<slug:slug>/clauses/<str:clause>/", TemplateView.as_view(template_name="404.html"), name="clause"),
]
