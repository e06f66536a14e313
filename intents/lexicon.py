"""Ideas that many words stand for: parts of the body, complaints, forms of question.

The heads see an idea ("#hamstring", "#tight") beside the words themselves, so that "hammies are like
guitar strings" profits from what was learnt about tight hamstrings. Words are compared by stem; a
longer phrase wins over a shorter one that starts at the same word, so "back of my knee" is a knee and
"get back to" is no back at all. Staff add to the parts of the body in `knowledge/other_injuries.yaml`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from intents.words import Token, bare_words, stem

_MY = ("my", "the", "your", "his", "her", "a", "")  # "back of my knee", "back of knee"

_BODY = {
    "back": """
        back, my back, me back, his back, her back, your back, our backs, their backs, ma back, lower bak, lower
        back, low back, lumbar, lumbago, spine, spinal, backache, lbp, small of my back, base of my
        spine, disc, discs, disk, sciatica, sciatic, vertebra, vertebrae, l4, l5, s1, sacroiliac, si joint, sij,
        belt line, bak, bck, bk, above my bum, erector, erectors, erector spinae, spondylolisthesis, stenosis,
        scoliosis, facet, backpain, lowback, lowerback, backaches, loin, loins, kidney area, dimples, ql,
        quadratus, paraspinals, tail of my spine, waistband, bottom of my spine, slipped disc, bulging disc,
        herniated disc, prolapsed disc, vertebral, bac, lower bk, small of the back
    """,
    "": """
        back to, back on, back at, back in, back into, back from, back again, back home, back up, back down,
        back then, back soon, back off, back where, back when, back now, back pack, back garden, back pocket,
        back door, back seat, back row, back later, come back, came back, coming back, comes back, go back, goes
        back, went back, going back, get back, got back, getting back, be back, been back, straight back, right
        back, message back, text back, write back, call back, ring back, way back, years back, weeks back,
        months back, days back, while back, hold back, holding back, dial back, cut back, cutting back, look
        back, feedback, money back, come right back, stiff drink, long run, long runs, short run, hurt feelings,
        stomach bug, running shoes, call it a day, back seat driver, backed, with my back to, turned my back,
        behind my back, got your back, have my back, on my back, on your back, lie on my back, lying on my back,
        laying on my back, at the back of my mind, back of my mind, back of the pack, back marker, lower back
        price, come back to me, get back to me, chest press, head over, head start, heads up, hand me, on the
        other hand, hand over, first hand, at hand, second hand, face to face, leg it, leg day, last leg, pull
        my leg, pulling my leg, break a leg, foot the bill, on foot, shoulder to cry, shoulder press, neck of
        the woods, heart rate, by heart, arm and a leg, knees up, weak at the knees, core hours, thumb, thumbs
        up, hip replacement song, toe the line, on your toes, on my toes, waste of space, calf length, pay calf,
        stomach the, short notice, dead line, dead on, in short, ice cold
    """,
    "midback": """
        mid back, middle back, middle of my back, upper back, thoracic, t spine, tspine, thorax, shoulder
        blades, between my shoulders, bra line, bra strap, upper spine, rib cage, ribcage, top half, desk hunch,
        rounded shoulders, mid spine, t8, t7, t6, t4, between the wings, up top, upper spinal, mid bak, ribs
        flare, sticks where the rucksack sits
    """,
    "hipflexor": """
        hip flexor, hip flexors, hip flexer, flexors, flexor, psoas, iliopsoas, iliacus, front of my hip, front
        of my hips, fronts of my hips, front of both hips, crease of my hip, rec fem, rectus femoris, hfs, hip
        fronts, hip front, groin crease, groin creases, front of my pelvis, front of me hips, fronts of the
        hips, top of my thighs, tops of my thighs
    """,
    "hipext": """
        hip extension, extend my hip, leg behind me, legs behind me, leg back, push off, stride length, glutes
        fire, glutes firing, glute activation, dead butt, lazy glutes, backward swing, kick back, toe off, short
        stride, legs go behind, leg go behind, swing behind, kick behind me, hips open, hips dont open, hips to
        open, hips never open, hips through, behind me when i run, no drive
    """,
    "glute": """
        glute, glutes, gluteal, gluteus, bum, butt, buttock, buttocks, arse, ass, backside, bum cheek,
        piriformis, cheeks, rear end, behind, bottom, posterior, booty, rear, bums, backsides, bum muscles, seat
    """,
    "hamstring": """
        hamstring, hamstrings, hammy, hammies, hams, hamstrng, back of my leg, back of my legs, backs of my
        legs, back of my thigh, back of my thighs, backs of my thighs, behind my thigh, behind my thighs, behind
        the legs, touch my toes, my toes, reach my toes, hands to the floor, fingertips to the floor, forward
        fold, behind the leg, ham, hamstrung, hammie, hamstring attachment, toe touch, posterior chain, muscles
        behind
    """,
    "core": """
        core, abs, abdominal, abdominals, ab, tummy, tummy muscles, midsection, trunk, transverse, obliques, my
        middle, belly muscles, stomach muscles, low belly, six pack, pelvic floor, lower belly, belly, lower
        abs, low abs, lower ab, stomach like, tummy's, middle section, lowr abs, rectus, diastasis, core
        strength
    """,
    "arch": """
        lordosis, lordotic, sway back, swayback, sway, sways, swaying, arch, arches, arched, arching, apt,
        pelvic tilt, tilted pelvis, pelvis tips, tips forward, donald duck, sticks out, stick out, curve,
        curved, curvature, cave in, caves in, hyperlordosis, hollow back, banana, dips in, bends inwards,
        overextend, hyperextend, duck bum, anterior tilt, hollow, hollows, ski slope, bum out, belly out, dip,
        scooped, s hook, big gap, pelvis dumps, flatten my back, tilts, dips
    """,
    "knee": """
        knee, knees, kneecap, kneecaps, patella, patellar, meniscus, acl, mcl, back of my knee, back of my knees
    """,
    "shin": """
        shin, shins, shin splint, shin splints, tibia, tibial, mtss
    """,
    "ankle": """
        ankle, ankles, rolled ankle, malleolus
    """,
    "foot": """
        foot, feet, heel, heels, plantar, fasciitis, toe, toes, toenail, metatarsal, big toe, sole, instep,
        bunion, arch of my foot, foot arch, back of my heel, ball of my foot, fascia
    """,
    "calf": """
        calf, calves, soleus, gastroc, back of my calf
    """,
    "achilles": """
        achilles, achillies, heel cord
    """,
    "itb": """
        itb, it band, itbs, iliotibial, tfl, outside of my knee
    """,
    "groin": """
        groin, groins, adductor, adductors, inguinal, inner thigh, sports hernia, pubis
    """,
    "thigh": """
        thigh, thighs, quad, quads, quadricep, quadriceps, femur, femoral, vastus
    """,
    "hip": """
        hip, hips, hip bone, bursitis, trochanter, labrum, labral, hip joint, coxarthrosis, fai
    """,
    "leg": """
        leg, legs, lower leg, limb
    """,
    "neck": """
        neck, cervical, whiplash, back of my neck, neck muscles
    """,
    "shoulder": """
        shoulder, shoulders, rotator cuff, collarbone, clavicle, ac joint, shoulder blade, trap, traps
    """,
    "arm": """
        arm, arms, elbow, elbows, wrist, wrists, hand, hands, finger, fingers, thumb, forearm, bicep, biceps,
        shoulder girdle
    """,
    "rib": """
        rib, ribs, sternum, breastbone
    """,
    "head": """
        head, headache, headaches, migraine, jaw, concussion, back of my head
    """,
    "belly": """
        stomach, abdomen, gut, guts, bowel, bowels, bladder
    """,
    "chest": """
        chest, lungs, lung, heart
    """,
    "pelvis": """
        pelvis, pelvic, tailbone, coccyx, sit bone
    """,
    "injury": """
        injury, injured, injuries, muscle, muscles, tendon, joint, joints, ligament, bone, bones, body
    """,
}

_COMPLAINT = {
    "pain": """
        backpain, backache, backaches, lowerbackpain, lumbago, sciatica, pain, pains, painful, ache, aches,
        aching, achy, sore, soreness, hurt, hurts, hurting, killing, agony, twinge, niggle, niggly, spasm,
        throb, throbbing, burning, stabbing, sharp, tender, moaning, screaming, grumbling, grumpy, gyp, jip,
        playing up, seized, gone, tweaked, discomfort, bothering, bothers, inflamed, wrecked, knackered,
        banjaxed, ropey, dodgy, cooked, in bits, nagging, dull, uncomfortable, ouch, owie, cramp, cramps,
        cramping, irritated, trouble, troubles, bother, sore bit, issue, issues, problem, problems, whinge,
        whinging, whingeing, crampy, wince, pinch, pinches, pinching, tug, tugs, smarting, gippy, cranky, angry,
        unhappy, flare, flare up, suffering, suffer
    """,
    "tight": """
        tight, tightness, tighten, tightens, stiff, stiffness, locked, lock up, seizes, short, restricted,
        rigid, immobile, like a plank, solid, concrete, stuck, like rope, guitar strings, inflexible, bricks,
        blocked, tite, stiffen, stiffens, stiffening, knots, knot, tense, tension, like a board, cannot turn,
        cant turn, cant rotate, wont turn, steel cable, piano wire, rusty, rusted, short hams, tightening
    """,
    "weak": """
        weak, weakness, weaker, not firing, fire, lazy, sleepy, dead, switch off, switched off, collapse,
        collapses, sag, sags, saggy, fold, folding, no strength, flabby, feeble, wobbly, jelly, useless,
        rubbish, give up, gives up, asleep, wake up, wakes up, not working, dont work, doesnt work, inactive,
        dissolves, blancmange, non existent, hopeless, torture, cant hold, weedy, drops, tired, wet lettuce,
        deckchair
    """,
    "strain": """
        strain, strained, pull, pulled, tear, tore, torn, sprain, sprained, rolled, twisted, popped, snapped,
        fracture, fractured, broken, broke, swollen, swelling, tendonitis, tendinopathy, arthritis, bruised,
        bruise
    """,
    "numb": """
        sciatica, trapped nerve, numb, numbness, tingle, tingling, pins and needles, dead leg, electric, zap, shooting
    """,
}

_ASKING = {
    "why": """
        why, what causes, what cause, whats causing, what is causing, cause, caused, causes, reason, reasons,
        how come, whats going on, what is going on, wtf, explanation, responsible, blame, culprit, is it a, is
        it my, is that a, could it be, due to, down to, because of, what is this, whats this, what could, whats
        wrong, what is wrong, the matter, related to, linked, connection, something to do with, to do with, why
        is, why does, why do, why are, whys, bring it on, brings it on, to blame, from sitting, what is it, what
        have i done, what did i do, what am i missing, linked to, because, explain, could a, could my, does a
        weak, pull on, chicken or egg, cause and effect, reason for, is it from, a myth, is it the, is it just,
        what would cause, why though, slipped disc, trapped nerve, whats up with, what is up with, what do i
        have, what have i got, what is happening, whats happening
    """,
    "howto": """
        how do i, how to, how can i, how should i, best exercise, best exercises, best stretch, best stretches,
        which exercise, which exercises, which stretch, what exercise, what exercises, what stretch, what
        stretches, any exercises, any stretches, exercises for, exercise for, stretches for, stretch for, tips,
        tips for, show me, teach me, recommend, recommendations, recommended, what can i do, what should i do,
        what do i do, what must i do, routine, sets, reps, how often, how long do i hold, how many, technique,
        form, doing it right, am i doing, am i getting wrong, what am i doing wrong, video, instructions, guide,
        programme, program, exersise, excercise, help with, advice, any ideas, exercise, exercises, do i need,
        good for, drills, drill, moves, easier one, harder one, which one, which ones, where to begin, where do
        i start, where to start, any good, what helps, what help, what works, suggest, suggestions, ideas,
        resources, app, workout, workouts, circuit, do i bounce, breathe, reps and sets, how hard, how far, how
        high, how deep, how slow, how fast do i, times a week, a day, pointers, progress, progression, seconds,
        secs, feel it in, alternative, wrong technique, which arm, which leg, no kit, at home, recommendation,
        plan, ten minutes, minimum
    """,
    "strength": """
        strengthen, strengthening, stronger, strength, strong, bridge, bridges, glute bridge, squat, squats,
        deadlift, deadlifts, clam, clams, clamshell, clamshells, step up, step ups, hip thrust, hip thrusts,
        lunge, lunges, rdl, weights, band walks, monster walk, donkey kick, activate, kettlebell, resistance,
        gym, build up, kickbacks, kick backs, single leg, leg lift, leg lifts, hip lift, hip lifts, bridging,
        thrusts, thruster, firing, drive, glute work, hip work, kb, swings, fire hydrant, band, bands, banded,
        wall sit, calf raise, split squat, bulgarian, leg press, strenthen, strenght, strenghten
    """,
    "coremove": """
        plank, planks, side plank, dead bug, dead bugs, bird dog, sit up, sit ups, crunch, crunches, heel taps,
        leg raises, hollow hold, pilates, reverse curl, reverse curls, brace, bracing, engage, leg lower, leg
        lowers, toe taps, deadbug, birddog, mountain climbers, russian twists, ab work, ab stuff, core work,
        core stuff, core routine, core class, core exercises, abs exercises, tummy work, ab wheel, leg lowering,
        pallof, mcgill, hollow body, pelvic tilts, l sit
    """,
    "stretch": """
        stretch, stretches, stretching, stretched, foam roll, foam roller, foam rolling, roller, roll, rolling,
        massage gun, flexibility, flexible, loosen, loosen up, lengthen, couch stretch, pigeon pose, knees to
        chest, knee to chest, childs pose, downward dog, yoga, limber, massage ball, lacrosse ball, strap, half
        kneeling, theragun, foam, rolled, rollers, peanut ball, kneeling stretch, lizard, pigeon, quad stretch,
        hamstring stretch, strap stretch, lunge stretch, cool down, static, dynamic, warm up, bendy, supple,
        limbering, streches, strech, streching, stretchs, cat stretch, cobra, twist stretch, lying twist, happy
        baby, figure four, massage, roll out, rolling out, open up
    """,
    "mobility": """
        mobility, mobilise, mobilize, mobilisation, open book, open books, thread the needle, rotate, rotation,
        rotating, twist, twisting, turn, cat cow, cat camel, crack my back, loosen my back, foam roller under my
        back, extension over, windmill, turn round, range of motion, needle one, book opening, opening thing,
        mobility drills, mobilisations, twisty, trunk rotation, rotational, turning, chair yoga, arm overhead,
        extension on the roller, mobilty, rotate through
    """,
    "run": """
        run, running, runs, ran, race, racing, parkrun, marathon, half, 10k, 5k, jog, jogging, train, training,
        miles, mileage, tempo, intervals, long run, runner, treadmill, session, running's, 10 miler, miler,
        shakeout, track, turbo, cross country, xc, ultra, event, start line, ride, bike, swim, cardio, trails
    """,
    "mayrun": """
        should i run, can i run, ok to run, okay to run, safe to run, should i race, can i race, keep running,
        still run, carry on running, continue running, run through, train through, run on it, run with, running
        with, days over, running days, stop running, give up running, do i start, should i start, rest or run,
        run or rest, able to run, back to running, return to running, should i rest, should i stop, can i still,
        should i still, do the race, drop out, pull out, skip, defer, should i skip, ok to train, can i train,
        run today, run tomorrow, run tonight, should i do my, cross train, am i ok to, is it ok to, safe to, sit
        it out, miss the, no running, keep jogging, can i jog, running bad for, run on this, quit running, bin
        the run, carry on training, continue to run, keep training, running ok with, running okay with, through
        it, swap to the bike, swap running, swap to swimming, turbo ok, run walk
    """,
    "recover": """
        how long, how long until, how long till, how long before, when will, recover, recovery, recovery time,
        heal, healing, get better, clear up, go away, ballpark, right again, back to normal, settle, time off,
        take to, last for, how soon, how many weeks, how many days, fully better, expect, timeline, timescale,
        mend, mends, heals, healed, get over it, clear, ease off, pass, calm down, calms down, be right, come
        right, be good again, bounce back, off running, months off, weeks off, out for
    """,
    "prevent": """
        prevent, prevention, preventing, avoid, avoiding, stop it coming back, coming back, stop it happening,
        keep it away, out of trouble, end up like, in future, future, happening again, come again, never again,
        prehab, protect, look after, ward off, so it doesnt, stay clear, keep it from, bulletproof, injury
        proof, from happening, prevents, dodge, ease it in future, keep it that way, keep it so, stay that way,
        keep it ok, keeps it off, keep it off, stop my back, ward, insurance, maintenance, odds of, precaution,
        precautions, reduce the risk, proof, happen again, keep my back, keep them awake, stop them happening,
        bother free, from coming back, stay injury free
    """,
    "common": """
        common, normal, usual, anyone else, how many people, everyone, everybody, percent, most runners, other
        runners, many runners, just me, only one, typical, average, statistics, how many runners, lots of
        runners, is it just, how often, frequent, rare, rarer, percentage, stats, statistic, most people, odd
        one out, anybody else, anyone get, do any of you, do any of ye, does everyone, does everybody, how many
        of us, one in, more men or women, do runners get, everyone past, loads of people, lots of people
    """,
    "person": """
        human, person, someone, somebody, anybody, anyone there, physio, physios, physiotherapist, therapist,
        real person, one to one, one to ones, 1 to 1, 121, doctor, osteo, chiro, specialist, lisa, operator,
        real one, anyone about, is anyone, is anybody, agent, supervisor, manager, grown up, staff, team member,
        member of your team, pulse, duty physio, in charge, whoever, have         a look, call         me,
        someone real, actual, human being, with a brain, person to, a         person, gp or, face         to
        face, expert, professional, anybody there, advisor, adviser, therapist, flesh and blood, living soul,
        grown-up, colleague, boss, survivors, them ones, brain available, eyes on it, hands on, second opinion,
        one of you, one of your, humans, somebody else, anyone home, anybody home
    """,
    "speak": """
        talk to, speak to, chat to, speak with, talk with, call, phone, ring, appointment, book in, book, see
        someone, consultation, callback, put me through, hand me over, connect me, pass me, pass this on,
        forward, refer, referral, get seen, be seen, look at my, look at it, take a look, get back to me, come
        back to me, ring me, phone me, speak, talk, chat, listened to, who do i see, who should i see, see a
        physio, should i see, see a doctor, see a gp, reply, clinic, see somebody, see one, who to see, who can
        i see, get hold of, get in touch, message me, email, escalate, transfer, transfer me, fetch, get me,
        give me a bell, give me a shout, a word with, discuss, explain it to, assess, assessment, check me, in
        person, bend a physio, straight to, pass me on, who would i see, who do i talk, who would you go
    """,
    "price": """
        price, prices, priced, cost, costs, how much, fee, fees, pay, membership, class, classes, timetable,
        subscription, join, sign up, pounds, discount, package, expensive, cheap, schedule, online class, in
        person, sessions, location, paid, student, family plan, rate, rates, premium, app, zoom, refund, over
        60s, concession, mat, tuesday class, billing, billed, per month, monthly, yearly, payment, direct debit,
        teach, reformer, class times, spaces, drop in
    """,
    "trial": """
        trial, free trial, free, 7 day, seven day, try before, cancel, taster, free week, free class, freebie,
        first week free, after the trial, trial week, free bit, no commitment
    """,
    "who": """
        bot, robot, ai, chatbot, machine, automated, who are you, what are you, are you real, who is lisa, who
        wrote, qualified, qualifications, your team, forrunners, who runs, computer, chatgpt, human or, are you
        human, are you a, is this a bot, am i talking to, is this a person, your name, whats your name, who
        made, who built, nhs, hcpc, registered, strava, instagram, website, article, where are you, based, how
        many people, what can you do, what do you do, what else can you, see me, evidence, real person or,
        volunteers, business, clubs, robots, do you remember, how do you work, whos behind, company
    """,
    "privacy": """
        privacy, data, gdpr, delete, store, stored, confidential, private, share, who sees, who reads, read my,
        messages kept, personal, information, erase, who can see, whoever sees, encrypted, consent, withdraw,
        stop messaging, unsubscribe, take me off, block, mute, reminders, notifications, forget me, history, my
        messages, my chat, this chat, fake name, anonymous, advertisers, sell my, selling, sold, my coach know,
        will he see, tell my, tell the club, insurance company, employer, legal, see what i write, what i write,
        my answers, my details, my number, record, records, recorded, keep my, messages, check ins, stop
    """,
    "may": """
        can i, could i, should i, may i, do i, shall i, ok to, okay to, ok for, okay for, is it ok, alright to,
        safe to, am i ok, fine to, is it safe, is it wise, wise to, can you still, good idea, bad idea, allowed,
        cleared, crack on, carry on, keep going, give it a miss, bin, skip, stick with, rest day, take a break,
        or rest, or better, what do you reckon, advisable, sensible, make it worse, bad for, too much for, risk
        it, restart, restarting, start again
    """,
    "howlong": """
        how long, how many weeks, how many days, how many months, when will, when can, when does, when did, when
        should, how soon, how fast, in how much time, how much time, does it end, be better by now, weeks or
        months, months or weeks, days or weeks, how quickly, ballpark, estimate, before i can, until i can, till
        i can
    """,
    "botgripe": """
        useless, buttons, script, scripted, waste of time, spreadsheet, leaflet, not helpful, computer says,
        automated, canned, copy paste, past the stage, out of your depth, not a bot, no bot, no more bot, no
        bots, stop sending, quick replies, menu
    """,
}

LEXICON: Mapping[str, str] = _BODY | _COMPLAINT | _ASKING
BODY_PARTS = frozenset(_BODY) - {""}
_SHOWS_THROUGH = frozenset(_COMPLAINT) | frozenset(_ASKING)  # inside these, other ideas are still seen


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea found in a message."""

    name: str  # "" for words that only look like one: "back to"
    first: int  # places of its first and last token
    last: int


class Lexicon:
    """Finds ideas in words."""

    def __init__(self, more: Mapping[str, Iterable[str]] | None = None) -> None:
        self._names: dict[tuple[str, ...], list[str]] = {}
        self._lengths: dict[str, list[int]] = {}  # of the phrases that start with a stem, longest first
        for name, listed in LEXICON.items():
            self._add(name, (phrase.strip() for phrase in listed.split(",")))
        for name, words in (more or {}).items():
            self._add(name, words)

    def _add(self, name: str, words: Iterable[str]) -> None:
        for phrase in words:
            for variant in _variants(phrase):
                stems = tuple(stem(word) for word in bare_words(variant))
                names = self._names.setdefault(stems, [])
                if stems and name not in names:
                    names.append(name)
                    lengths = self._lengths.setdefault(stems[0], [])
                    lengths[:] = sorted({*lengths, len(stems)}, reverse=True)

    def find(self, tokens: Sequence[Token]) -> tuple[Idea, ...]:
        """Every idea, in order; at each word the longest phrase wins, and a part of the body covers its words."""
        stems = tuple(token.stem for token in tokens)
        found: list[Idea] = []
        covered = -1  # words up to here belong to a phrase that hides what is inside it
        for at, first in enumerate(stems):
            if at <= covered:
                continue
            for length in self._lengths.get(first, ()):
                names = self._names.get(stems[at : at + length])
                if names:
                    found.extend(Idea(name, at, at + length - 1) for name in names)
                    if not _SHOWS_THROUGH.issuperset(names):
                        covered = at + length - 1
                    break
        return tuple(found)


def _variants(phrase: str) -> Iterable[str]:
    """The phrase with "my" in its other shapes."""
    if " my " in phrase:
        return (" ".join(phrase.replace(" my ", f" {word} ", 1).split()) for word in _MY)
    return (phrase,)
