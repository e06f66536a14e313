"""What the physio team says, as frozen values.

One class for each kind of YAML file in this folder. The field descriptions are the help texts
that staff see in their editor. Nothing here reads a file, a clock or the network: `load.py` does
the reading, and every other part of the bot is handed one `Knowledge`.

"Brief" below is the physio team's clinical brief, by section.
"""

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1)]
PLAIN_NAME = r"^[a-z][a-z0-9_]*$"
Id = Annotated[str, Field(pattern=PLAIN_NAME)]
Phrases = tuple[Text, ...]


class Value(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Tier(StrEnum):
    """How quickly a sign needs a person (brief, 5.1)."""

    EMERGENCY = "emergency"  # T1: 999 or A&E, now
    CRISIS = "crisis"  # C: a mind in danger; sent as well as any other text
    SAFEGUARDING = "safeguarding"  # S: harm by another person; sent as well as any other text
    SAME_DAY = "same_day"  # T2: NHS 111, urgent GP or maternity unit, today
    SOON = "soon"  # T3: a GP in days, and our physio
    NOTE = "note"  # T4: changes the advice; the physio decides


class Entry(Value):
    """What every entry that answers a runner has."""

    id: Id = Field(description="The file's name without .yaml.")
    title: Text = Field(description="What this is about, in a few plain words. Buttons show it.")
    topic: Text = Field(description="The topic this counts under in the team's figures, e.g. hamstring_tightness.")
    source: Text = Field(description="Where it comes from: 'article', 'guidance: NICE NG59', or 'common practice'.")
    review_by: date = Field(description="The day by which a physio must have read this again.")
    phrases: Phrases = Field(default=(), description="How runners say it, one idea per line.")
    keywords: Phrases = Field(
        default=(), description="Words that mean this entry wherever they stand in a message, e.g. hammies."
    )


class HomeCheck(Value):
    """A look a runner can take at home; a clue, never a diagnosis (brief, section 2)."""

    title: Text = Field(description="What the check is called.")
    steps: tuple[Text, ...] = Field(min_length=2, description="What to do, one step a line.")
    counts: Text = Field(description="What may be worth noting, in the runner's words.")
    stop_if: Text | None = Field(default=None, description="When to stop, beside the usual stop rule.")


class Cause(Entry):
    """One of the article's reasons why a runner's lower back gets sore."""

    say: Text = Field(description="The plain explanation. Say 'may' and 'can', never 'you have'.")
    short: Text = Field(description="How the runner would put it, for a button: 'My hamstrings are tight'.")
    fixes: tuple[Id, ...] = Field(min_length=1, description="Which fixes may help, the main one first.")
    home_check: HomeCheck | None = Field(default=None, description="A look a runner can take at home, if there is one.")
    come_back_if: Id = Field(description="Which come-back-if line of responses.yaml goes under the answer.")


class Fix(Entry):
    """One part of the article's action plan, and the exercises that serve it."""

    say: Text = Field(description="What the runner reads: what may help, and how.")
    how_often: Text = Field(description="The answer to 'how often?'.")
    how_long: Text = Field(description="The answer to 'how long do I hold it, how many?'.")
    exercises: tuple[Id, ...] = Field(min_length=1, description="Which exercises serve it, the main one first.")
    says_exercises: bool = Field(
        default=False, description="true: the text above already lists the exercises, so they are not listed again."
    )
    come_back_if: Id = Field(description="Which come-back-if line of responses.yaml goes under the answer.")


class Picture(Value):
    """A picture on a page of ours, for those who want to see it."""

    link: Annotated[str, Field(pattern=r"^https://[^\s{}]+$", max_length=500)] = Field(
        description="The picture's address; it starts with https://"
    )
    alt: Text = Field(description="What the picture shows, in one line, for runners who cannot see it.")


class Exercise(Entry):
    """One exercise a runner can do tonight (brief, section 3)."""

    code: Text = Field(description="The brief's number, e.g. T1.")
    field_name: Text = Field(description="What physios call it.")
    also_called: Phrases = Field(default=(), description="Other names that runners have for it.")
    purpose: Text = Field(description="What it is for, in a few words.")
    kit: Text = Field(description="What it needs, e.g. a mat.")
    start: Text = Field(description="How to begin: lying, sitting, standing.")
    steps: tuple[Text, ...] = Field(min_length=2, description="What to do, one step a line.")
    dose: Text = Field(description="How much, how often.")
    how_often: Text = Field(description="The answer to 'how often?', e.g. 'Most days.'")
    how_long: Text = Field(
        description="The answer to 'how long or how many?', e.g. '20 to 30 seconds, 2 or 3 times each side.'"
    )
    easier: Text = Field(description="An easier version.")
    harder: Text = Field(description="A harder version.")
    mistakes: tuple[Text, ...] = Field(min_length=1, description="What to watch out for, one a line.")
    stop_if: Text | None = Field(default=None, description="When to stop this one, beside the usual stop rule.")
    leave_out_if: Text | None = Field(default=None, description="Who should leave this one out.")
    picture: Picture | None = Field(default=None, description="A picture of it, with a line that says what it shows.")
    come_back_if: Id = Field(description="Which come-back-if line of responses.yaml goes under the answer.")


class Question(Entry):
    """An approved answer to a common question (brief, section 4)."""

    code: Text = Field(description="The brief's number, e.g. Q03.")
    say: Text = Field(description="The approved answer, under 90 words.")
    hand_over: bool = Field(default=False, description="true: the answer always goes with an offer of our physio team.")
    come_back_if: Id = Field(description="Which come-back-if line of responses.yaml goes under the answer.")


class Ask(Value):
    """The one safe question for words that could mean a sign (brief, 5.2, ASK)."""

    question: Text = Field(description="Can be answered with yes or no.")
    safe_step: Text = Field(description="What to do if the answer is yes or not sure, e.g. 'go to {hospital} now'.")


class Clue(Value):
    """Ideas that count together when they stand in one clause, in any order."""

    all: tuple[Id, ...] = Field(min_length=1, description="Concepts (knowledge/concepts) that must all be there.")
    none: tuple[Id, ...] = Field(default=(), description="Concepts that must not be there.")
    then: Literal["urgent", "alarm", "note", "ask", "soft"] = Field(
        default="alarm",
        description="urgent: raise it as an emergency; alarm: raise the sign; note: only for the physio; "
        "ask: one safe question; soft: two soft ones ask.",
    )
    anywhere: bool = Field(default=False, description="true: the ideas may stand in different sentences.")


class RedFlag(Value):
    """A sign to get checked, and the fixed words that answer it (brief, section 5)."""

    id: Id
    code: Text = Field(description="The brief's number, e.g. RF-01.")
    title: Text = Field(description="What staff read in an alert, e.g. 'Bladder change'.")
    sign: Id = Field(description="The name the team's figures count it by, e.g. bladder_bowel.")
    tier: Tier = Field(
        description="How soon it needs a person: emergency, crisis, safeguarding, same_day, soon or note."
    )
    source: Text = Field(description="Where it comes from: the brief's number, a guideline.")
    review_by: date = Field(description="The day by which a physio must have read this again.")
    say: Id = Field(description="Which fixed text of responses.yaml is sent, word for word.")
    why: Text = Field(description="One line for staff: why this matters.")
    phrases: Phrases = Field(min_length=1, description="Words that raise the sign.")
    unclear: Phrases = Field(default=(), description="Words that could mean it: the bot asks first.")
    look_alikes: Phrases = Field(
        min_length=1, description="Words that sound like it and are not; they remove only themselves."
    )
    urgent_phrases: Phrases = Field(default=(), description="Words that lift a same-day sign to an emergency.")
    urgent_say: Id | None = Field(default=None, description="The fixed text for those.")
    mild_phrases: Phrases = Field(default=(), description="Words that make it only a note for the physio.")
    mild_say: Id | None = Field(default=None, description="What the runner reads then.")
    clues: tuple[Clue, ...] = Field(default=(), description="Ideas that count together, in any order.")
    fact: bool = Field(
        default=False,
        description="true: a fact about a person (had cancer, weak bones). It counts when long past, is only a note "
        "for the physio when nothing hurts, and does not count when it is told of somebody who has no complaint.",
    )
    eased_by_rest: bool = Field(
        default=False,
        description="true: hard running explains it often, so the bot asks first (dead legs after hills).",
    )
    ask: Ask | None = Field(default=None, description="The one question that tells it apart, and the safe step.")
    follow_up: Text | None = Field(default=None, description="What a person asks next.")
    locks_exercises: bool = Field(default=True, description="Exercise advice stops until staff clear it.")


class Concept(Value):
    """One idea, and the words runners use for it."""

    id: Id
    about: Text = Field(description="What the idea is, for whoever edits the list.")
    words: Phrases = Field(
        min_length=1,
        description="Words or short phrases; any ending counts (numb, numbness). '=legs' means that very word.",
    )
    foreign: Phrases = Field(
        default=(), description="The same in other languages. English words are never respelled towards these."
    )
    not_words: Phrases = Field(
        default=(),
        description="Hold one of the words and mean something else: 'hay fever'. Left out wherever they stand.",
    )


class Scope(Value):
    """Words that change what stands beside them: a denial, the past, a question, somebody else."""

    deny: Phrases = Field(default=(), description="Deny what follows: no, never, without.")
    not_a_no: Phrases = Field(default=(), description="Sound like a denial and are none: not only, no relief.")
    between: Phrases = Field(default=(), description="What a denial passes over on its way: 'no problems with'.")
    fine: Phrases = Field(default=(), description="Said after an idea: it is as it should be. 'Peeing fine'.")
    able: Phrases = Field(default=(), description="Say that it can be done as it should: 'able to pee'.")
    hardly: Phrases = Field(default=(), description="Take an ability back: 'can pee, but only by pushing'.")
    over: Phrases = Field(default=(), description="It was so and is over: 'went away', 'fine now'.")
    came_through: Phrases = Field(
        default=(), description="How a told story ended well: 'made a full recovery', 'ran my first 5k'."
    )
    won: Phrases = Field(default=(), description="A struggle that is said to be won: 'beat depression'.")
    still: Phrases = Field(default=(), description="Keep the past alive: still, again, since.")
    long_ago: Phrases = Field(default=(), description="'In 2015', 'as a kid'.")
    ruled_out: Phrases = Field(default=(), description="A test or a doctor found that it is not so.")
    imagined: Phrases = Field(default=(), description="Only thought of: 'what if', 'watched a film'.")
    general: Phrases = Field(default=(), description="Asked in general: 'is it a sign of', 'how common'.")
    cause: Phrases = Field(default=(), description="For charity or for a living.")
    others: Phrases = Field(default=(), description="Somebody else: my mum, my mate.")


class SmallTalk(Entry):
    """Greetings, thanks, the trial, the team: what is not about a sore back."""

    kind: Literal["chat", "decline"] = Field(description="chat: we answer; decline: kindly not ours.")
    say: Text = Field(description="What the runner reads.")
    say_again: Text | None = Field(default=None, description="What to say when it comes up again in the same chat.")


class BodyPart(Value):
    """A part of the body that the article does not cover."""

    part: Id = Field(description="Counted as other_injury:<part>.")
    name: Text = Field(description="As in 'your knee': knee.")
    words: Phrases = Field(min_length=1, description="How runners name it.")


class OtherInjuries(Value):
    """Complaints elsewhere: kindly passed to a person, never answered from the back pages."""

    source: Text = Field(description="Where the words come from.")
    review_by: date = Field(description="The day by which a physio must have read this again.")
    say: Text = Field(description="{part} is replaced by the part's name.")
    say_unspecified: Text = Field(description="What the runner reads when no part was named.")
    parts: tuple[BodyPart, ...] = Field(min_length=1, description="The parts, one an item.")


class FollowUp(Value):
    """A short message that leans on what was just said: 'how often?', 'that didn't help'."""

    id: Id
    phrases: Phrases = Field(min_length=1, description="How runners say it, one idea per line.")


class Trigger(Value):
    """One reason to offer a person (brief, 6.2)."""

    id: Id = Field(description="A short name for the reason.")
    code: Text = Field(description="The brief's number, e.g. P3.")
    because: Text = Field(description="Told to the runner after 'because', e.g. 'it keeps coming back'.")
    for_staff: Text | None = Field(
        default=None, description="The same as physios read it on the topic and the card, e.g. 'keeps coming back'."
    )
    phrases: Phrases = Field(default=(), description="How runners say it, one idea per line.")
    persistent: bool = Field(default=False, description="true: these words say that the pain has lasted.")


class Triage(Value):
    """When the bot hands over, asks and waits."""

    source: Text = Field(description="Where the limits come from.")
    review_by: date = Field(description="The day by which a physio must have read this again.")
    hand_over_after_days: int = Field(ge=7, le=365, description="Pain that has lasted this long goes to a physio (P1).")
    long_lasting_after_days: int = Field(ge=7, le=365, description="From here it counts as persistent.")
    severe_pain: int = Field(ge=5, le=10, description="A pain score that needs asking about (P6).")
    no_home_checks_from_pain: int = Field(
        ge=3, le=10, description="From this pain score on no checks at home are offered."
    )
    clear_match: float = Field(gt=0, lt=1, description="A match at least this sure is answered.")
    near_match: float = Field(gt=0, lt=1, description="A match at least this sure is offered as a button.")
    ambiguous_gap: float = Field(gt=0, lt=1, description="Two matches closer than this are offered as buttons.")
    not_understood_before_card: int = Field(
        ge=1, le=5, description="How often it may fail to understand before it shows the safety card."
    )
    thought_pause_seconds: float = Field(ge=0, le=10, description="How long an unfinished thought is waited for.")
    question_waits_hours: int = Field(ge=1, le=168, description="How long an open question of the bot is remembered.")
    new_chat_after_days: int = Field(
        ge=1, le=365, description="After this silence the runner is greeted as coming back."
    )
    wants_person: Phrases = Field(min_length=1, description="How runners ask for a human.")
    not_wants_person: Phrases = Field(default=(), description="Sounds like it and is not: 'are you a bot?'.")
    declines_person: Phrases = Field(default=(), description="Would rather have no human: takes the case back.")
    triggers: tuple[Trigger, ...] = Field(min_length=1, description="The reasons to offer a person.")
    safety_question: Phrases = Field(min_length=1, description="'What are the red flags?': shows the safety card.")


class Choice(Value):
    """One answer a runner can tap."""

    say: Text = Field(description="What stands on the button.")
    raises: Id | None = Field(default=None, description="The sign (red_flags/) that this answer raises at once.")
    asks: Id | None = Field(default=None, description="The sign (red_flags/) whose safe question follows.")
    days: int | None = Field(default=None, ge=1, description="How long that is, in days, where the answer tells it.")
    ends: bool = Field(default=False, description="true: nothing goes with it, e.g. 'Nothing' or 'None'.")


class WaitingQuestion(Value):
    """One question for the physio while the runner waits (brief, 6.3). It can always be skipped."""

    id: Id = Field(description="A short name.")
    code: Text = Field(description="The brief's number, e.g. Q5.")
    ask: Text = Field(description="What the runner is asked, in one short sentence.")
    on_card: Text = Field(description="What stands before the answer on the physio's card, e.g. 'Legs'.")
    kind: Literal["safety_card", "one", "many", "number", "words"] = Field(
        description="one: one answer; many: several, one tap each; number: 0 to 10; words: typed; "
        "safety_card: the safety card. A typed answer is always taken."
    )
    choices: tuple[Choice, ...] = Field(default=(), description="The answers to tap, for the kinds one and many.")


class SavedReply(Value):
    """Words that physios send often, by name: /send soreness."""

    id: Id = Field(description="A short name.")
    title: Text = Field(description="What physios look for, e.g. 'Sore the day after'.")
    also_called: Phrases = Field(default=(), description="Other names that physios may look for it by.")
    say: Text = Field(description="{name} is the runner's first name, {physio} the one who sends it.")
    source: Text = Field(description="Where the words come from.")
    review_by: date = Field(description="The day by which the team must have read this again.")


class Guard(Value):
    """Words of a physio that are held once before they go out."""

    id: Id = Field(description="A short name.")
    why: Text = Field(description="What the physio reads, e.g. 'This names a medicine dose.'")
    phrases: Phrases = Field(min_length=1, description="What is held. {number} is any number, in digits or words.")
    unless: Phrases = Field(default=(), description="Sound like it and are not: 'you have a question'. Left out first.")


class Response(Value):
    """Words the bot says, by key."""

    text: Text = Field(description="What is read; words in { } are filled in by the bot.")
    buttons: tuple[Text, ...] = Field(default=(), description="Labels; what they do is the bot's.")


class SafetyText(Value):
    """A fixed text, sent word for word; {emergency}, {hospital} and so on come from regions.yaml."""

    text: Text = Field(description="The signed text, word for word.")
    source: Text = Field(description="Where it comes from: the brief's number, a guideline.")
    review_by: date = Field(description="The day by which the clinical lead must have read this again.")
    adds: tuple[Id, ...] = Field(default=(), description="Fixed lines sent under it, e.g. abroad, bot.")
    buttons: tuple[Text, ...] = Field(default=(), description="Labels; what they do is the bot's.")


class Responses(Value):
    """Everything the bot says that is not an answer about backs."""

    safety: dict[Id, SafetyText] = Field(description="The fixed texts for signs, by name.")
    come_back_if: dict[Id, Text] = Field(description="The lines that say when to get help, by name.")
    say: dict[Id, Response] = Field(description="Everything else the bot says, by name.")


class Region(Value):
    """Whom to call, by place (brief, 5.2)."""

    id: Id
    name: Text = Field(description="As in 'Outside {place}?'.")
    emergency: Text = Field(description="The number for an ambulance, e.g. 999.")
    hospital: Text = Field(description="What runners call the emergency department, e.g. A&E.")
    advice_line: Text = Field(description="As in 'call NHS 111'.")
    doctor: Text = Field(description="As in 'ask your GP'.")
    crisis: Text = Field(description="Who listens, day or night, with the number.")
    crisis_short: Text = Field(
        default="there is someone to talk to, day or night, at findahelpline.com",
        description="The same in a few words, at the end of a sentence.",
    )
    advice_online: str = Field(
        default="", description="Said after the advice line, commas included, e.g. ', use 111.nhs.uk,'."
    )
    danger_call: Text = Field(
        default="call your local emergency number",
        description="What to do when somebody may hurt you now, e.g. 'call 999'.",
    )
    harm_help: Text = Field(
        default="findahelpline.com lists people who can help near you.",
        description="Who helps people who are being hurt, with numbers.",
    )
    young_help: Text = Field(default="findahelpline.com", description="Who listens to under 19s, with the number.")
    checked_by: date = Field(description="The day the numbers must be checked again.")

    def words(self) -> dict[str, str]:
        """What {emergency}, {place} and the other placeholders in texts stand for here."""
        said = {key: value for key, value in self if isinstance(value, str) and key not in {"id", "name"}}
        return {**said, "place": self.name}


class OpeningHours(Value):
    """When physios are there on one day of the week."""

    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = Field(
        description="The day of the week."
    )
    open: time = Field(description='When a physio is there from, e.g. "09:00".')
    close: time = Field(description='When the last one leaves, e.g. "17:00".')
    breaks: tuple["Break", ...] = Field(default=(), description="When nobody is there in between, e.g. lunch.")


class Break(Value):
    """Part of a day on which nobody is at the desk."""

    start: time = Field(description='When it begins, e.g. "12:30".')
    end: time = Field(description='When it ends, e.g. "13:00".')


class Person(Value):
    """Somebody runners may hear of."""

    name: Text = Field(description="Their name, as runners read it.")
    role: Text = Field(description="What they do at the club.")
    about: Text = Field(description="A line or two about them.")
    telegram: Annotated[str, Field(pattern=r"^@[A-Za-z0-9_]{4,32}$")] | None = Field(
        default=None, description="Their name in Telegram, e.g. '@lisa_physio', so that the bot can call them."
    )


Minutes = Annotated[int, Field(ge=1, le=10_000)]


class Reminders(Value):
    """When the desk reminds the team, in minutes during which the desk is open."""

    waiting: tuple[Minutes, ...] = Field(
        default=(30, 90, 240),
        min_length=1,
        description="Nobody has claimed a case for so long; each more than the last.",
    )
    urgent: tuple[Minutes, ...] = Field(default=(5, 15, 30), min_length=1, description="The same after a danger sign.")
    silent_holder: Minutes = Field(
        default=60,
        description="A runner waits so long for their physio: a reminder. As long again: the case is offered to all.",
    )
    last_to: Text | None = Field(
        default=None, description="Who is called by name when nothing else helped. One of the people above."
    )


class Team(Value):
    """Who we are and when we are there."""

    club: Text = Field(description="The club's name.")
    people: tuple[Person, ...] = Field(min_length=1, description="Who runners may hear of.")
    hours: tuple[OpeningHours, ...] = Field(min_length=1, description="When a physio is there, a day a line.")
    holidays: tuple[date, ...] = Field(default=(), description="Days on which nobody is there.")
    reminders: Reminders = Field(default=Reminders(), description="When waiting cases are brought up again.")
    reply_within_working_days: int = Field(ge=1, le=10, description="How soon runners are told to expect an answer.")
    reopen_within_days: int = Field(
        ge=1, le=365, description="A runner who writes again this soon reopens the same case."
    )
    keep_cases_years: int = Field(
        default=8,
        ge=1,
        le=30,
        description="For how long a closed case is kept, and its notes. Your records rules say.",
    )
    trial: Text = Field(description="As the article says it: FREE 7 day trial.")
    keep_misses: bool = Field(
        default=False,
        description="true: words that the bot could not answer are kept, without names, and shown to you once a day.",
    )
    keep_messages: bool = Field(
        default=False,
        description="true: what runners write is kept for 30 days, without names; `diff` plays it.",
    )
    contact: Text = Field(description="How to reach the team, as a piece of a sentence.")
    source: Text = Field(description="Where it comes from.")
    review_by: date = Field(description="The day by which somebody must have read this again.")


class Avoid(Value):
    """Words that a text for runners is better without."""

    words: Phrases = Field(min_length=1, description="Whole words; capitals do not matter.")
    unless: Phrases = Field(default=(), description="Phrases in which they are fine.")
    instead: Text = Field(description="What to write in their place.")


class PlainWords(Value):
    """How plain the texts for runners must be; `check` warns about what goes beyond it."""

    reading_age: int = Field(ge=7, le=18, description="The oldest reading age of a text (Flesch-Kincaid).")
    longest_sentence: int = Field(ge=8, le=60, description="In words.")
    avoid: tuple[Avoid, ...] = Field(default=(), description="Words to leave out, and what to write in their place.")


class Knowledge(Value):
    """Everything above, loaded once."""

    version: str
    causes: dict[str, Cause]
    fixes: dict[str, Fix]
    exercises: dict[str, Exercise]
    questions: dict[str, Question]
    red_flags: dict[str, RedFlag]
    concepts: dict[str, Concept]
    scope: Scope = Scope()
    plain_words: PlainWords | None = None
    small_talk: dict[str, SmallTalk]
    follow_ups: dict[str, FollowUp]
    other_injuries: OtherInjuries
    triage: Triage
    responses: Responses
    regions: dict[str, Region]
    team: Team
    while_waiting: dict[str, WaitingQuestion] = {}
    replies: dict[str, SavedReply] = {}
    guards: dict[str, Guard] = {}
    places: dict[str, str] = Field(
        default_factory=dict, description="Where each text stands: causes/tight_hips -> causes/tight_hips.yaml:7."
    )

    @property
    def triage_triggers(self) -> dict[str, Trigger]:
        """The reasons to offer a person, by id."""
        return {trigger.id: trigger for trigger in self.triage.triggers}

    def entry(self, entry_id: str) -> Cause | Fix | Exercise | Question | SmallTalk | None:
        """The entry with this id, whatever its kind; None when staff have removed it."""
        for shelf in (self.causes, self.fixes, self.exercises, self.questions, self.small_talk):
            if entry_id in shelf:
                return shelf[entry_id]
        return None
