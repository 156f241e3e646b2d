"""Every address; each file of web/ lists its own."""

from django.urls import include, path

from shifan.web import (
    account,
    applicant,
    certificate,
    comment,
    comparison,
    consortium,
    documents,
    expert,
    finance,
    inbox,
    organisation,
    organisation_people,
    organisation_verification,
    organiser,
    packages,
    personal_data,
    prefill,
    public,
    recommender,
    recommender_application,
    registration,
    verify,
)

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *account.URLS,
    *public.URLS,
    *verify.URLS,
    *prefill.URLS,
    *applicant.URLS,
    *comment.URLS,
    *comparison.URLS,
    *recommender.URLS,
    *recommender_application.URLS,
    *documents.URLS,
    *packages.URLS,
    *organiser.URLS,
    *expert.URLS,
    *organisation.URLS,
    *certificate.URLS,
    *consortium.URLS,
    *finance.URLS,
    *organisation_people.URLS,
    *registration.URLS,
    *personal_data.URLS,
    *organisation_verification.URLS,
    *inbox.URLS,
]

handler404 = "shifan.web.errors.not_found"
