"""Presidio as it is installed: its default recognisers over a blank spaCy pipeline."""

from unittest.mock import patch

import spacy
import tldextract.tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, predefined_recognizers
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.recognizer_registry.recognizers_loader_utils import RecognizerListLoader


def stock_analyzer() -> AnalyzerEngine:
    """As a user gets it, with two things kept out of the way.

    Its e-mail recogniser would fetch a list from the network. And it finds its classes by name among
    all that are loaded, so that ours of the same name would run in their place.
    """
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    vars(engine)["nlp"] = {"en": spacy.blank("en")}
    registry = RecognizerRegistry()
    with patch.object(RecognizerListLoader, "get_existing_recognizer_cls", _presidios):
        registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])


def _presidios(recognizer_name: str) -> type:
    found: type = getattr(predefined_recognizers, recognizer_name)
    return found
