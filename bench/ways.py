"""The ways to match that the bench compares, each as one would take it from the shelf, and the project's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from bench.clinc import Labelled
from bench.measure import Guess
from bench.sentences import SentenceEncoder
from intents.matcher import Matcher
from knowledge.corpus import read_english

Ask = Callable[[Sequence[str]], list[Guess]]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to match: learns phrases, then says the best label of texts and how sure it is."""

    name: str
    learn: Callable[[Sequence[Labelled]], Ask]


def ways(encoder: SentenceEncoder | None) -> list[Way]:
    """Every way that can be taken; those with an encoder only where there is one."""
    english = read_english()
    found = [
        Way("rapidfuzz token_set_ratio", _token_set_ratio),
        Way("TF-IDF + logistic", _tf_idf),
    ]
    if encoder:
        found.append(Way("MiniLM + logistic", lambda phrases: _meaning(phrases, encoder)))
    found.append(Way("this project, core", lambda phrases: _own(Matcher(phrases, english))))
    if encoder:
        found.append(Way("this project with MiniLM", lambda phrases: _own(Matcher(phrases, english, encoder))))
    return found


def _token_set_ratio(phrases: Sequence[Labelled]) -> Ask:
    known = [text for text, _ in phrases]

    def ask(texts: Sequence[str]) -> list[Guess]:
        scores = process.cdist(texts, known, scorer=fuzz.token_set_ratio)
        return [(phrases[int(row.argmax())][1], float(row.max())) for row in scores]

    return ask


def _tf_idf(phrases: Sequence[Labelled]) -> Ask:
    """Words in pairs and letters in runs: the best known recipe for few phrases without an encoder."""
    grams = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True),
    )
    model = make_pipeline(grams, LogisticRegression(C=10, max_iter=1000))
    model.fit([text for text, _ in phrases], [label for _, label in phrases])
    return lambda texts: _likeliest(model.classes_, model.predict_proba(texts))


def _meaning(phrases: Sequence[Labelled], encoder: SentenceEncoder) -> Ask:
    model = LogisticRegression(C=10, max_iter=1000)
    model.fit(encoder([text for text, _ in phrases]), [label for _, label in phrases])
    return lambda texts: _likeliest(model.classes_, model.predict_proba(encoder(texts)))


def _likeliest(labels: Sequence[str], chances: Sequence[Sequence[float]]) -> list[Guess]:
    return [max(zip(labels, map(float, row), strict=True), key=lambda guess: guess[1]) for row in chances]


def _own(matcher: Matcher) -> Ask:
    def ask(texts: Sequence[str]) -> list[Guess]:
        return [(found.label, found.confidence) for found in map(matcher.match, texts)]

    return ask
