"""Electronic signatures: bound to what was shown, by whom, when, and what it means (21 CFR 11.50, 11.70)."""

from collections.abc import Iterator
from typing import Any

from centralis.apps.action import Act, DoorRefusal
from centralis.apps.ledger.recorded import Recorded
from centralis.apps.people import queries
from centralis.apps.people.models import Signature
from centralis.apps.people.refusals import PeopleRefusal
from centralis.core.ledger.canonical import content_digest, utc_text
from centralis.core.ledger.chain import Fault
from centralis.core.refusal import Refused


def sign(do: Act, target: Recorded, content: dict[str, Any], meaning: str) -> Signature:
    """Sign `content` (JSON: exactly what the page showed) for `target`, inside an action declared with `signs=True`.

    Raises Refused when the digest the person saw is not the digest of what is stored now.
    """
    request = do.caller.signature
    if request is None:
        raise Refused(DoorRefusal.SIGNATURE_NEEDED)
    digest = content_digest(content)
    if request.shown_digest != digest:
        raise Refused(PeopleRefusal.CONTENT_CHANGED)
    person = queries.person_of(do.caller)
    kind = target._meta.label_lower
    return do.create(
        Signature,
        person=person,
        printed_name=person.printed_name,
        role=do.role,
        meaning=meaning,
        signed_at=do.at,
        trial_id=do.scope.trial_id,
        object_type=kind,
        object_id=target.pk,
        content_digest=digest,
        binding=_binding(digest, str(person.pk), person.printed_name, meaning, utc_text(do.at), f"{kind}:{target.pk}"),
    )


def void(do: Act, signature: Signature, reason: str) -> None:
    """Mark a signature void because its record was reopened; it is never removed."""
    do.change(signature, voided_at=do.at, void_reason=reason)


def is_bound(signature: Signature, content: dict[str, Any] | None = None) -> bool:
    """Tell whether a signature still fits its own fields and, when given, the content as stored now."""
    fits = signature.binding == _binding(
        signature.content_digest,
        str(signature.person_id),
        signature.printed_name,
        signature.meaning,
        utc_text(signature.signed_at),
        f"{signature.object_type}:{signature.object_id}",
    )
    return fits and (content is None or content_digest(content) == signature.content_digest)


def unbound() -> Iterator[Fault]:
    """Yield a fault for each signature that no longer fits what it signed; `ledger verify --tables` runs it."""
    for signature in Signature.objects.order_by("pk").iterator(chunk_size=2000):
        if not is_bound(signature):
            sentence = f"The signature of {signature.printed_name} does not fit its own record: moved, or changed."
            yield Fault("signature not bound", f"people_signature {signature.pk}", sentence)


def _binding(*parts: str) -> str:
    return content_digest(list(parts))
