"""Working off deliveries: claim, react, and commit the effect together with the delivery's end."""

import time
from collections.abc import Mapping, Sequence
from datetime import timedelta

import structlog

from scheduler import metrics
from scheduler.errors import UnavailableError
from scheduler.events import EVENTS
from scheduler.store.claims import Claim, LeaseLostError
from scheduler.store.unit_of_work import Store
from scheduler.trace import traced
from workers.job import Job, SettledError, StoppingError, Tools
from workers.lease import Leases
from workers.routing import BY_NAME, OF_ANOTHER_VERSION, Reaction

log = structlog.get_logger()

Reactions = Mapping[str, Reaction]


def take(*, store: Store, deliveries: Sequence[str]) -> tuple[Claim, ...]:
    """Claim those of the deliveries that are due, counting the try before any work: what kills us is counted too."""
    with store.write("claim") as tx:
        return tx.claims.take(*deliveries)


def react(*, store: Store, tools: Tools, claim: Claim, reactions: Reactions = BY_NAME) -> None:
    """Do what a claimed delivery asks for; the reaction commits its effect and the delivery's end together.

    What fails is tried again later, and parked after its last try. The caller holds the lease meanwhile.
    """
    ids = {"delivery": claim.delivery, "event_id": claim.event_id, "reaction": claim.reaction}
    with traced(claim.trace, **ids, **({"webhook": claim.target} if claim.target else {})):
        metrics.count("claims", reaction=_known(claim))
        began = time.perf_counter()
        try:
            if claim.tries > 1 + len(_pauses(claim, reactions)):
                # Its last try never came back: it killed its process, or was killed with it.
                give_up(store=store, claim=claim, error="Killed", reactions=reactions)
            else:
                reactions[claim.reaction].do(Job(claim=claim, store=store, tools=tools))
                log.info("delivery.done", tries=claim.tries)
                _tried(claim, "done")
        except LeaseLostError:
            log.warning("delivery.lease_lost")
            _tried(claim, "lease_lost")
        except StoppingError:
            return_untried(store=store, claim=claim)
            _tried(claim, "returned")
        except SettledError:
            log.info("delivery.put_off")
            _tried(claim, "put_off")
        except Exception as error:
            log.exception("delivery.failed", tries=claim.tries)
            give_up(store=store, claim=claim, error=type(error).__name__, reactions=reactions)
        finally:
            metrics.took("reaction", time.perf_counter() - began, reaction=_known(claim))


def give_up(*, store: Store, claim: Claim, error: str, reactions: Reactions = BY_NAME) -> None:
    """Have a delivery that failed tried again after a pause, or park it after its last try or an error that is final.

    What only another version knows has nothing to give up, and time until that version is here. Raises
    UnavailableError: then nothing was written, and who claims it next gives it up.
    """
    reaction, pauses = reactions.get(claim.reaction), _pauses(claim, reactions)
    if reaction and error in {final.__name__ for final in reaction.final}:
        pauses = ()
    again_in = pauses[claim.tries - 1] if claim.tries <= len(pauses) else None
    _tried(claim, "parked" if again_in is None else "failed")
    try:
        with store.write("fail") as tx:
            tx.claims.fail(claim, error=error, again_in=again_in)
            if again_in is None and reaction and reaction.give_up and claim.event_type in EVENTS:
                reaction.give_up(tx, claim)
    except LeaseLostError:
        log.warning("delivery.lease_lost")
    except UnavailableError:
        raise
    except Exception:
        if again_in is not None:
            raise
        log.exception("delivery.give_up_failed")
        with store.write("park") as tx:  # whatever it could not be told: it is not tried for ever
            tx.claims.fail(claim, error=error, again_in=None)


def return_untried(*, store: Store, claim: Claim) -> bool:
    """Give a delivery back: this process was told to stop. Return whether that could be written.

    If not, its lease ends by itself.
    """
    try:
        with store.write("give_back") as tx:
            tx.claims.give_back(claim)
    except LeaseLostError:
        log.warning("delivery.lease_lost")
    except UnavailableError:
        log.warning("delivery.left", delivery=claim.delivery, error=UnavailableError.__name__)
        return False
    return True


def _pauses(claim: Claim, reactions: Reactions) -> tuple[timedelta, ...]:
    """Return how long to wait after each of its tries."""
    reaction = reactions.get(claim.reaction)
    if reaction is None:
        return OF_ANOTHER_VERSION
    if claim.event_type in EVENTS:
        return reaction.pauses
    return max(OF_ANOTHER_VERSION, reaction.pauses, key=lambda pauses: sum(pauses, timedelta(0)))


def _tried(claim: Claim, outcome: str) -> None:
    metrics.count("tries", reaction=_known(claim), outcome=outcome)


def _known(claim: Claim) -> str:
    """Return the reaction's name as a label: what only another version knows is one."""
    return claim.reaction if claim.reaction in BY_NAME else "other"


def drain(*, store: Store, tools: Tools) -> int:
    """Work off every delivery that is due, and what follows from it, in this thread; return how many."""
    worked = 0
    with Leases(store=store) as leases:
        while True:
            with store.write("hints") as tx:
                due = [hint.delivery for hint in tx.hints.take()]
            if not due:
                return worked
            for claim in take(store=store, deliveries=due):
                with leases.holding(claim):
                    react(store=store, tools=tools, claim=claim)
                worked += 1
