"""The one door to a row: who may see what. A row that a person may not see does not exist for that person."""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from shifan.core import participation
from shifan.core.finding import Finding, Refused, Severity, refuse_if_blocked
from shifan.core.participation import Right, Rights
from shifan.models import (
    Application,
    Body,
    ConsortiumMember,
    Membership,
    Organisation,
    Participant,
    RankedList,
    Review,
    Round,
    User,
    Verification,
)

PACK = "round__pack_version__content"  # large, and compiled once for all (facts.plan_of): never fetched with a row


def organisations(user: User, kind: str = "") -> QuerySet[Organisation]:
    """This function will give the organisations a person works for, of one kind where one is named."""
    mine = Organisation.objects.filter(memberships__user=user)
    return mine.filter(kind=kind) if kind else mine


def get_own_organisation(user: User, pk: int, *, lock: bool = False) -> Organisation:
    """This function will fetch an enterprise the person works for, locked to change it, or raise DoesNotExist."""
    mine = organisations(user, Organisation.Kind.ENTERPRISE)
    return (mine.select_for_update(of=("self",)) if lock else mine).get(pk=pk)


def get_managed(user: User, pk: int) -> Organisation:
    """This function will fetch and lock an enterprise of the person's; raises Refused unless they are its manager."""
    mine = get_own_organisation(user, pk, lock=True)
    if not user.memberships.filter(organisation=mine, is_manager=True).exists():
        raise Refused(Finding("organisation.manager", Severity.BLOCK))
    return mine


def verifications(user: User) -> QuerySet[Verification]:
    """This function will give what the competent authorities a person works for were asked to verify."""
    mine = Verification.objects.filter(desk__memberships__user=user)
    return mine.select_related("organisation", "desk", "asked_by")


def bureau(user: User, organisation_id: int) -> str:
    """This function will give the office of a recommending body that a person signs for, or an empty text."""
    return user.memberships.filter(organisation_id=organisation_id).values_list("bureau", flat=True).first() or ""


def _rounds() -> QuerySet[Round]:
    return Round.objects.select_related("pack_version", "organiser").defer("pack_version__content")


def rounds(user: User) -> QuerySet[Round]:
    """This function will give the rounds that a person's organisation organises."""
    return _rounds().filter(organiser__memberships__user=user)


def get_round(user: User, slug: str) -> Round:
    """This function will fetch a round that the person organises, or raise Round.DoesNotExist."""
    return rounds(user).get(slug=slug)


def organises(user: User, organisation: Organisation) -> bool:
    """This function will say whether a person works for an organisation that organises rounds."""
    return organisations(user, Organisation.Kind.ORGANISER).filter(pk=organisation.pk).exists()


def public_round(slug: str) -> Round:
    """This function will fetch a published round, which anybody may see, or raise Round.DoesNotExist."""
    return _rounds().get(slug=slug)


def bodies(user: User) -> QuerySet[Body]:
    """This function will give the recommending bodies, round by round, that a person works for."""
    mine = Body.objects.filter(organisation__memberships__user=user)
    return mine.select_related("round__pack_version", "organisation", "parent__organisation").defer(PACK)


def get_body(user: User, pk: int) -> Body:
    """This function will fetch a recommending body the person works for, or raise Body.DoesNotExist."""
    return bodies(user).get(pk=pk)


def handing_in(user: User) -> QuerySet[Body]:
    """This function will give the bodies whose papers a person may have once sent: own, below, of rounds organised."""
    mine = Q(organisation__memberships__user=user) | Q(parent__organisation__memberships__user=user)
    return Body.objects.filter(mine | Q(round__organiser__memberships__user=user)).distinct()


def get_ranked_list(user: User, pk: int) -> RankedList:
    """This function will fetch a list of the person's body or of a body below or a round they organise."""
    mine = (
        Q(body__organisation__memberships__user=user)
        | Q(body__parent__organisation__memberships__user=user, state=RankedList.State.SENT)
        | Q(round__organiser__memberships__user=user, state=RankedList.State.SENT)
    )
    related = ("round__pack_version", "body__organisation", "body__parent__organisation")
    return RankedList.objects.select_related(*related).defer(PACK).filter(mine).distinct().get(pk=pk)


def _applications() -> QuerySet[Application]:
    return Application.objects.select_related(
        "round__pack_version", "round__organiser", "organisation", "body__organisation", "body__parent"
    ).defer(PACK)


def own_applications(user: User) -> QuerySet[Application]:
    """This function will give the applications a person reads as an applicant: of their enterprises, or taking part.

    `is_manager`, `may_write`, `may_submit` and `may_certify` say what they may do besides (core/participation.py).
    """
    memberships = Membership.objects.filter(organisation=OuterRef("organisation"), user=user)
    part = Participant.objects.filter(application=OuterRef("pk"), user=user)
    mine = _applications().filter(Exists(memberships) | Exists(part))
    given = {f"may_{right}": Exists(part.filter(**{f"may_{right}": True})) for right in participation.RIGHTS}
    return mine.annotate(is_manager=Exists(memberships.filter(is_manager=True)), rights_of=Value(user.pk), **given)


def rights(user: User, application: Application) -> Rights:
    """This function will give what a person may do with an application: no statement if it was fetched for them."""
    is_known = vars(application).get("rights_of") == user.pk
    return known_rights(application if is_known else own_applications(user).get(pk=application.pk))


def known_rights(application: Application) -> Rights:
    """This function will give what the person may do for whom an application was fetched; nothing if for nobody."""
    known = vars(application)
    given = Rights(*(bool(known.get(f"may_{right}")) for right in participation.RIGHTS))
    return participation.rights(is_manager=bool(known.get("is_manager")), given=given)


def require(user: User, application: Application, right: Right) -> None:
    """This function will raise Refused unless a person has a right to an application."""
    refuse_if_blocked(participation.missing(rights(user, application), right))


def get_own_application(user: User, pk: int) -> Application:
    """This function will fetch an application of the person's own enterprise, or raise DoesNotExist."""
    return own_applications(user).get(pk=pk)


def partnerships(user: User) -> QuerySet[ConsortiumMember]:
    """This function will give the places in consortia that the enterprises a person works for are listed at."""
    mine = ConsortiumMember.objects.filter(organisation__memberships__user=user)
    related = ("application__round__pack_version", "application__organisation", "organisation")
    return mine.select_related(*related).defer(f"application__{PACK}")


def partner_applications(user: User) -> QuerySet[Application]:
    """This function will give the applications that enterprises of the person have confirmed to take part in."""
    confirmed = partnerships(user).filter(confirmed_at__isnull=False)
    return _applications().filter(pk__in=confirmed.values("application"))


def own_application_for_saving(user: User, pk: int, paths: Collection[str]) -> list[dict[str, Any]]:
    """This function will give an application of the person's own enterprise with its pack and stage dates, as columns.

    A row for each answer stored at `paths`, one without an answer if there is none, nothing if it is not theirs.
    Written by hand: building this statement took longer than running it, and nothing is asked for more often.
    """
    given: list[int | str] = [user.pk, *paths, user.pk, user.pk, pk]
    with connection.cursor() as cursor:
        cursor.execute(_FOR_SAVING.format(paths=", ".join(["%s"] * len(paths)) or "NULL"), given)
        return [dict(zip(_SAVING_NAMES, row, strict=True)) for row in cursor.fetchall()]


_SAVING_NAMES = (
    *("id", "track", "state", "stage", "round_id", "organisation_id", "version_id", "version_digest"),
    *("stage_opens_at", "stage_closes_at", "rights_of", "is_manager", "may_write", "may_submit", "may_certify"),
    *("path", "value", "version", "changed_at", "changed_by"),
)
_FOR_SAVING = """
SELECT a.id, a.track, a.state, a.stage, a.round_id, a.organisation_id, v.id, v.digest,
       d.opens_at, d.closes_at, %s, coalesce(m.is_manager, false), coalesce(p.may_write, false),
       coalesce(p.may_submit, false), coalesce(p.may_certify, false),
       k.path, k.value, k.version, k.changed_at, k.changed_by_id
  FROM shifan_application a
  JOIN shifan_round r ON r.id = a.round_id
  JOIN shifan_packversion v ON v.id = r.pack_version_id
  LEFT JOIN shifan_answer k ON k.application_id = a.id AND k.path IN ({paths})
  LEFT JOIN shifan_stagedate d ON d.round_id = a.round_id AND d.stage = a.stage
  LEFT JOIN shifan_membership m ON m.organisation_id = a.organisation_id AND m.user_id = %s
  LEFT JOIN shifan_participant p ON p.application_id = a.id AND p.user_id = %s
 WHERE a.id = %s AND (m.id IS NOT NULL OR p.id IS NOT NULL)
"""


def submitted_to(body: Body) -> QuerySet[Application]:
    """This function will give what has been submitted through a body or through a body below it."""
    through = Q(body=body) | Q(body__parent=body)
    return _applications().filter(through, submitted_at__isnull=False)


def get_submitted_application(user: User, pk: int) -> Application:
    """This function will fetch a submitted application for a desk: its body, the body above, the organiser."""
    desks = (
        Q(body__organisation__memberships__user=user)
        | Q(body__parent__organisation__memberships__user=user)
        | Q(round__organiser__memberships__user=user)
    )
    return _applications().filter(desks, submitted_at__isnull=False).distinct().get(pk=pk)


def organised_applications(user: User) -> QuerySet[Application]:
    """This function will give everything submitted in the rounds that a person's organisation organises."""
    return _applications().filter(round__organiser__memberships__user=user, submitted_at__isnull=False)


def get_organised_application(user: User, slug: str, pk: int) -> Application:
    """This function will fetch an application of a round the person organises, or raise DoesNotExist."""
    return organised_applications(user).get(round__slug=slug, pk=pk)


def get_organised_review(user: User, slug: str, pk: int) -> Review:
    """This function will fetch a review in a round the person organises, or raise DoesNotExist."""
    mine = Review.objects.filter(application__round__organiser__memberships__user=user, application__round__slug=slug)
    related = ("application__round__pack_version", "application__round__organiser", "expert")
    return mine.select_related(*related).defer(f"application__{PACK}").get(pk=pk)


def get_expert(pk: str) -> User:
    """This function will fetch an expert by a key as typed, or raise User.DoesNotExist."""
    return User.objects.get(pk=int(pk) if pk.isdecimal() and len(pk) < 19 else 0, is_expert=True)


def reviews(user: User) -> QuerySet[Review]:
    """This function will give the reviews assigned to an expert."""
    related = ("application__round__pack_version", "application__organisation", "submission")
    return Review.objects.filter(expert=user).select_related(*related).defer(f"application__{PACK}")


def get_review(user: User, pk: int) -> Review:
    """This function will fetch a review assigned to the person, or raise Review.DoesNotExist."""
    return reviews(user).get(pk=pk)


def filed_reviews(user: User) -> QuerySet[Review]:
    """This function will give the filed reviews that a person wrote, or that were written in a round they organise."""
    mine = Q(expert=user) | Q(application__round__organiser__memberships__user=user)
    return Review.objects.filter(mine, state=Review.State.FILED).distinct()


def can_read_files_of(user: User, application_id: int) -> bool:
    """This function will say whether a person may open the files of an application."""
    return (
        own_applications(user).filter(pk=application_id).exists()
        or partner_applications(user).filter(pk=application_id).exists()
        or reviews(user).filter(application_id=application_id).exclude(state=Review.State.RECUSED).exists()
        or Application.objects.filter(pk=application_id, submitted_at__isnull=False)
        .filter(
            Q(body__organisation__memberships__user=user)
            | Q(body__parent__organisation__memberships__user=user)
            | Q(round__organiser__memberships__user=user)
        )
        .exists()
    )
