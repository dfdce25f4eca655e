"""In words: which weights one looks at, and why there are no others."""

from collections.abc import Iterator

from forecasting import digits
from forecasting.experiment import Experiment
from forecasting.experiment.budgets import architecture_of, parameters_of
from forecasting.experiment.kept_weights import epochs_to_keep, looks_of
from forecasting.inspection.subject import Subject
from forecasting.messages import Message, message, phrase, plural

_BYTES = {"float32": 4, "float64": 8}


def epoch_in_words(subject: Subject, epoch: int) -> Message:
    """Which weights those after an epoch are; of the end, those that count."""
    if epoch == 0:
        return phrase("at the start")
    if not _are_last(subject, epoch):
        return phrase("after epoch {epoch}", epoch=digits.whole(epoch))
    if subject.experiment.training.patience is not None:
        return phrase("as in the best epoch")
    if not subject.log.finished:
        return phrase("after epoch {epoch}, the last before the stop", epoch=digits.whole(epoch))
    return phrase("at the end")


def _are_last(subject: Subject, epoch: int) -> bool:
    return bool(subject.models) and epoch == subject.epochs[-1]


def about_weights(subject: Subject, epoch: int) -> Iterator[Message]:
    """What to know of the weights after an epoch, where not all networks had learnt for as long."""
    yield message("Weights {epoch}.", epoch=epoch_in_words(subject, epoch))
    stops = subject.experiment.training.patience is not None
    if stops and _are_last(subject, epoch):
        yield message("Each network has those with its lowest loss on the validation part.")
    elif stops and epoch:
        yield message("A network that had stopped by then has those of its best epoch.")
    if subject.experiment.budget == "time" and epoch and not _are_last(subject, epoch):
        yield message("A slower cell had learnt for fewer epochs by then: all get equal time.")


def are_kept(experiment: Experiment) -> bool:
    """Whether any weights are kept while these cells learn."""
    return bool(_to_keep(experiment))


def _to_keep(experiment: Experiment) -> frozenset[int]:
    parameters = sum(parameters_of(architecture_of(experiment, c)) for c in experiment.cells)
    each = parameters * len(experiment.members) * _BYTES[experiment.training.precision]
    return epochs_to_keep(experiment, each)


def why_no_epochs(subject: Subject) -> Message | None:
    """Why one can look at the end only, or at fewer epochs than looks were taken; or None."""
    experiment, log = subject.experiment, subject.log
    if not are_kept(experiment):
        return message(
            "Only the weights of the end can be shown: those of all {members} networks are too "
            "large to be kept while they learn. Use fewer seeds or a smaller hidden size.",
            members=digits.whole(len(experiment.cells) * len(experiment.members)),
        )
    if not log.weights:
        return message(
            "Only the weights of the end can be shown: a file holds no others. Press Train to see "
            "how they came about."
        )
    looks = sum(look < log.epochs_done or look == 0 for look in looks_of(experiment))
    kept = sum(one.epoch < log.epochs_done or one.epoch == 0 for one in list(log.weights))
    if len(_to_keep(experiment)) < len(looks_of(experiment)) and kept < looks:
        return plural(
            "Weights were kept at {count} epoch where there were {looks} looks: all of them would "
            "take too much memory.",
            "Weights were kept at {count} epochs where there were {looks} looks: all of them would "
            "take too much memory.",
            count=kept,
            looks=looks,
        )
    return None
