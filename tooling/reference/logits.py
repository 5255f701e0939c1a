"""Logits that Python's transformers computes on model folders written by this project.

    WRITE_FOLDERS=/tmp/folders npx vitest run --root packages/models src/hugging-face.test.ts
    python3 tooling/reference/logits.py /tmp/folders > packages/models/fixtures/hugging-face-logits.json

Needs torch and transformers; neither building nor testing needs this script.
"""

import json
import pathlib
import sys

import torch
import transformers

IDS = [[1, 5, 9, 2, 30, 7, 7, 0, 11, 3], [4, 4, 8, 31, 6, 2, 19, 12, 13, 1]]
MODELS = {
    "gpt2": transformers.GPT2LMHeadModel,
    "openai-gpt": transformers.OpenAIGPTLMHeadModel,
    "bert": transformers.BertForPreTraining,
}

out = {"transformers": transformers.__version__, "torch": torch.__version__, "ids": IDS, "logits": {}}
for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    kind = json.loads((folder / "config.json").read_text())["model_type"]
    model, info = MODELS[kind].from_pretrained(folder, output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"], (folder.name, info)
    with torch.no_grad():
        result = model.eval()(torch.tensor(IDS))
    logits = result.prediction_logits if kind == "bert" else result.logits
    out["logits"][folder.name] = [round(x, 6) for x in logits.flatten().tolist()]
json.dump(out, sys.stdout)
