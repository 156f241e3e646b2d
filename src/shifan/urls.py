"""Every address; each file of web/ lists its own."""

from django.urls import include, path

from shifan.web import account, applicant, expert, organiser, public, recommender

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *account.URLS,
    *public.URLS,
    *applicant.URLS,
    *recommender.URLS,
    *organiser.URLS,
    *expert.URLS,
]

handler404 = "shifan.web.errors.not_found"
