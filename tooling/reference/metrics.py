"""Values of established Python packages for packages/evaluation/fixtures/metrics.json.

    pip install scikit-learn==1.9.1 scipy==1.17.1 sacrebleu==2.6.0 seqeval==1.2.2 transformers==5.18.0
    python3 tooling/reference/metrics.py > packages/evaluation/fixtures/metrics.json

The inputs are made here with a fixed seed. Neither building nor testing needs this script.
"""

import json
import random
import sys

import sacrebleu
import scipy.stats
import seqeval.metrics
import sklearn
import sklearn.metrics as sk
from sacrebleu.metrics import BLEU, CHRF
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
from seqeval.metrics.sequence_labeling import get_entities, precision_recall_fscore_support
from transformers.data.metrics import squad_metrics

random.seed(7)


def labels(count, classes, right):
    expected = [random.randrange(classes) for _ in range(count)]
    predicted = [e if random.random() < right else random.randrange(classes) for e in expected]
    return predicted, expected


def classification(predicted, expected, classes):
    out = {
        "predicted": predicted,
        "expected": expected,
        "classes": classes,
        "accuracy": sk.accuracy_score(expected, predicted),
        "matthews": sk.matthews_corrcoef(expected, predicted),
        "confusion": sk.confusion_matrix(expected, predicted, labels=range(classes)).tolist(),
        "f1": [],
    }
    for positive in range(classes):
        p, r, f, _ = sk.precision_recall_fscore_support(
            expected, predicted, labels=[positive], average="micro", zero_division=0
        )
        out["f1"].append({"precision": p, "recall": r, "f1": f})
    return out


def correlation(predicted, expected):
    return {
        "predicted": predicted,
        "expected": expected,
        "pearson": scipy.stats.pearsonr(predicted, expected).statistic,
        "spearman": scipy.stats.spearmanr(predicted, expected).statistic,
    }


WORDS = "the a an fox river Ben's blue-green boat, 3.5 1,000 café Ünder naïve don't (old) “quoted” 10-20 $5 &amp; x/y 日本 😀 ﬁn İstanbul end. No! [b]".split()


def sentence(low, high):
    return " ".join(random.choice(WORDS) for _ in range(random.randint(low, high)))


def noisy(text, keep):
    words = [w if random.random() < keep else random.choice(WORDS) for w in text.split(" ")]
    if random.random() < 0.3:
        random.shuffle(words)
    return " ".join(words[: random.randint(max(1, len(words) - 2), len(words))])


def translation(predicted, references):
    """references: one list for each translation."""
    width = max(map(len, references))
    streams = [[r[i] if i < len(r) else None for r in references] for i in range(width)]
    out = {"predicted": predicted, "references": references, "bleu": [], "chrf": None}
    for options in [{}, {"lowercase": True}, {"effective_order": True}]:
        metric = BLEU(**options)
        score = metric.corpus_score(predicted, streams)
        out["bleu"].append({
            "lowercase": options.get("lowercase", False),
            "effectiveOrder": options.get("effective_order", False),
            "score": score.score,
            "precisions": score.precisions,
            "brevityPenalty": score.bp,
            "length": score.sys_len,
            "referenceLength": score.ref_len,
            "signature": str(metric.get_signature()),
        })
    metric = CHRF()
    out["chrf"] = {"score": metric.corpus_score(predicted, streams).score, "signature": str(metric.get_signature())}
    return out


def answers():
    predicted, accepted = [], []
    for _ in range(60):
        rights = [sentence(0, 5) for _ in range(random.choice([0, 1, 1, 3]))]
        predicted.append(noisy(random.choice(rights), 0.7) if rights and random.random() < 0.8 else sentence(0, 4))
        accepted.append(rights)
    predicted += ["", "", "The", "a the an", "éa bé", "état a", "the\u00a0Fox", "İ", "ΑΣ", "a_b the"]
    accepted += [[], ["x"], ["", "the"], ["An apple"], ["éa"], ["Etat"], ["fox"], ["i̇"], ["ας"], ["a_b"]]

    class Example:
        def __init__(self, qas_id, texts):
            self.qas_id, self.answers = qas_id, [{"text": t} for t in texts]

    examples = [Example(i, rights) for i, rights in enumerate(accepted)]
    exact, f1 = squad_metrics.get_raw_scores(examples, dict(enumerate(predicted)))
    return {
        "predicted": predicted,
        "accepted": accepted,
        "normal": [squad_metrics.normalize_answer(text) for text in predicted],
        "exact": [exact[i] for i in range(len(predicted))],
        "f1": [f1[i] for i in range(len(predicted))],
    }


def tags(count):
    names = ["O", "O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-creative-work", "I-creative-work"]
    expected = [[random.choice(names) for _ in range(random.randint(1, 12))] for _ in range(count)]
    predicted = [[t if random.random() < 0.8 else random.choice(names) for t in row] for row in expected]
    types = sorted({t[2:] for row in expected + predicted for t in row if t != "O"})
    p, r, f, _ = precision_recall_fscore_support(expected, predicted, average=None)
    return {
        "predicted": predicted,
        "expected": expected,
        "entities": [[list(e) for e in get_entities(row)] for row in expected],
        "precision": seqeval.metrics.precision_score(expected, predicted),
        "recall": seqeval.metrics.recall_score(expected, predicted),
        "f1": seqeval.metrics.f1_score(expected, predicted),
        "types": {t: {"precision": p[i], "recall": r[i], "f1": f[i]} for i, t in enumerate(types)},
    }


def gauss(count):
    return [random.gauss(0, 1) for _ in range(count)]


line = gauss(50)
references = [[sentence(3, 20)] for _ in range(40)]
several = [[sentence(3, 15) for _ in range(3)] for _ in range(20)]
varying = [[sentence(3, 15) for _ in range(random.randint(1, 3))] for _ in range(12)]
tricky = WORDS + ["", " ", "a-\nb", "x\ny", "<skipped>&lt;b&gt; &quot;q&quot;", "1.5,6-7", "😀.😀,x", "end. ", "A.B.C.", ".5", "5.", "\u00a0x\u3000y"]

fixture = {
    "versions": {"sklearn": sklearn.__version__, "scipy": scipy.__version__, "sacrebleu": sacrebleu.__version__},
    "classification": [
        classification(*labels(200, 2, 0.6), 2),
        classification(*labels(150, 5, 0.5), 5),
        classification([1] * 20, labels(20, 2, 1)[1], 2),
        classification([0, 0, 0], [0, 0, 0], 2),
    ],
    "correlation": [
        correlation(gauss(50), gauss(50)),
        correlation([x + 0.3 * e for x, e in zip(line, gauss(50))], line),
        correlation([random.randrange(5) for _ in range(80)], [random.randrange(6) for _ in range(80)]),
        correlation([1e6 + x for x in line], [x**3 for x in line]),
    ],
    "answers": answers(),
    "entities": [tags(60), tags(3)],
    "tokens": [{"text": text, "tokens": Tokenizer13a()(text.rstrip())} for text in tricky],
    "translation": [
        translation([noisy(r[0], 0.8) for r in references], references),
        translation([noisy(random.choice(r), 0.7) for r in several], several),
        translation([noisy(r[0], 0.6) for r in varying], varying),
        translation(["the fox sat", "no"], [["the fox sat on a mat"], ["yes"]]),
        translation(["one two", "", "three four five"], [["six"], ["seven eight"], ["nine ten eleven"]]),
        translation([r[0] for r in references], references),
    ],
}
json.dump(fixture, sys.stdout, ensure_ascii=False)
