"""What stands in an article in place of a word or a name that is not there: another form, a weak name, a spelling."""

from collections.abc import Callable, Collection, Sequence

from monitor.core.article import Article
from monitor.matching.clauses import Occurrence, Window
from monitor.matching.evaluate import Compiler
from monitor.matching.layout import DEFAULT_LANGUAGE, Layout
from monitor.matching.reading import Reading
from monitor.rules.model import Entity, Position, Rule, RuleSet
from monitor.rules.nodes import Exact, Inflected, Name, Node, Or, Words
from monitor.rules.suggestions import short
from monitor.text.inflection import languages as languages_with_forms

#: What to look for, and what to say of what was found of each.
_Question = tuple[Sequence[Node], Callable[[Sequence[Sequence[Occurrence]], str], str]]


def hints(rule_set: RuleSet, leaves: Collection[Node], article: Article, languages: Collection[str]) -> dict[str, str]:
    """Return for each word or name that does not occur, as a rule writes it, what does; nothing where nothing does.

    `languages` are those in which inflected words are expanded (see `Percolator`).
    """
    language = _primary(article.language or DEFAULT_LANGUAGE)
    asked = {str(leaf): _question(leaf, rule_set) for leaf in leaves}
    said = {
        str(leaf): without
        for leaf in leaves
        if isinstance(leaf, Inflected) and (without := _without_forms(language, languages))
    }
    looked_for = [node for question in asked.values() if question for node in question[0]]
    if not looked_for:
        return said
    # Forms are looked up in the language of the article alone: each further one would cost a dictionary.
    asking = Rule(
        identity="hints", title="", expression=Or(tuple(looked_for)), channels=(), position=Position("", 1, 1)
    )
    compiler = Compiler(RuleSet(rules=(asking,)), (language,))
    clauses = {node: compiler.clause(node) for node in looked_for}
    layout = Layout(article)
    reading = Reading(layout, compiler.scanner())
    window = Window(reading)
    for text, question in asked.items():
        if question is not None:
            nodes, say = question
            found = [sorted(clauses[node].find(window) or ()) for node in nodes]
            answer = say(found, layout.text)
            if answer:
                said[text] = answer
    return said


def _question(leaf: Node, rule_set: RuleSet) -> _Question | None:
    match leaf:
        case Words(text) if "*" not in text and "?" not in text:
            words = text.split()
            family = Inflected(text, len(words) > 1)
            return [family, *map(Words, words)], lambda found, all_: _other_form(str(family), words, found, all_)
        case Exact(text):
            return [Words(text, quoted=True)], _other_spelling
        case Name(identity):
            entity = next((one for one in rule_set.entities if one.identity == identity), None)
            return None if entity is None else _name_question(entity)
        case _:
            return None


def _other_form(family: str, words: Sequence[str], found: Sequence[Sequence[Occurrence]], text: str) -> str:
    forms, *each = found
    if forms:
        return f"{_quoted(forms, text)} {_there(forms)}; {short(family, 40)} finds every form"
    missing = [word for word, places in zip(words, each, strict=True) if not places]
    if len(words) == 1 or len(missing) == len(words):
        return ""
    return f"no {', '.join(missing)}" if missing else "each word is there, but not side by side in this order"


def _other_spelling(found: Sequence[Sequence[Occurrence]], text: str) -> str:
    return f"{_quoted(found[0], text)} {_there(found[0])}, not written so" if found[0] else ""


def _name_question(entity: Entity) -> _Question:
    kinds = (entity.names, entity.weak, entity.except_)

    def say(found: Sequence[Sequence[Occurrence]], text: str) -> str:
        each = iter(found)
        names, weak, barred = ([one for _ in kind for one in next(each)] for kind in kinds)
        if names and barred:
            return f"only in an exception: {_quoted(barred, text)}"
        distinct = list(dict.fromkeys(_quoted([one], text) for one in weak))
        return f"only weak names: {', '.join(distinct[:3])}" if weak else ""

    return [name for kind in kinds for name in kind], say


def _without_forms(language: str, expanded: Collection[str]) -> str:
    if language not in languages_with_forms():
        return f"no forms are known in {language}, only the word itself counts"
    if language not in {_primary(one) for one in expanded}:
        return f"only the word itself counts in {language}, a language that no rule, feed or setting names"
    return ""


def _quoted(found: Sequence[Occurrence], text: str) -> str:
    return f'"{short(text[found[0].start : found[0].end], 40)}"'


def _there(found: Sequence[Occurrence]) -> str:
    count = len({(one.start, one.end) for one in found})
    return "is there" if count == 1 else f"is there {count} times"


def _primary(tag: str) -> str:
    return tag.replace("_", "-").partition("-")[0].lower()
