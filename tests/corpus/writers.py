"""The same conversations written in every format, as their own tools write them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence

import yaml

Conversations = Sequence[Sequence[str]]
Writer = Callable[[Conversations], bytes]


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _json_lines(records: Sequence[object]) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def _rounds(said: Sequence[str], first: str, second: str) -> list[tuple[str, str]]:
    return [((first, second)[place % 2], text) for place, text in enumerate(said)]


def _openai(said: Sequence[str]) -> dict[str, object]:
    spoken = [{"role": role, "content": text} for role, text in _rounds(said, "user", "assistant")]
    return {"messages": [{"role": "system", "content": "Be kind. 友善。"}, *spoken]}


def _sharegpt(said: Sequence[str]) -> dict[str, object]:
    return {"id": "x", "conversations": [{"from": a, "value": b} for a, b in _rounds(said, "human", "gpt")]}


def jsonl(conversations: Conversations) -> bytes:
    return _json_lines([{"turns": said, "source": "log"} for said in conversations])


def openai_lines(conversations: Conversations) -> bytes:
    return _json_lines([_openai(said) for said in conversations])


def sharegpt_list(conversations: Conversations) -> bytes:
    return _json([_sharegpt(said) for said in conversations])


def sharegpt_lines(conversations: Conversations) -> bytes:
    return _json_lines([_sharegpt(said) for said in conversations])


def kdconv(conversations: Conversations) -> bytes:
    return _json([{"messages": [{"message": text} for text in said], "name": "x"} for said in conversations])


def crosswoz(conversations: Conversations) -> bytes:
    records = {
        str(key): {
            "goal": [[1, "x"]],
            "messages": [{"role": a, "content": b} for a, b in _rounds(said, "usr", "sys")],
        }
        for key, said in enumerate(conversations)
    }
    return _json(records)


def crosswoz_zip(conversations: Conversations) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("val.json", crosswoz(conversations))
    return archive.getvalue()


def taskmaster_list(conversations: Conversations) -> bytes:
    return _json([_taskmaster(said) for said in conversations])


def _taskmaster(said: Sequence[str]) -> dict[str, object]:
    spoken = [{"speaker": a, "text": b, "segments": []} for a, b in _rounds(said, "USER", "ASSISTANT")]
    return {"conversation_id": "dlg", "utterances": spoken}


def schema_guided(conversations: Conversations) -> bytes:
    turns = [
        [{"frames": [], "speaker": a, "utterance": b} for a, b in _rounds(said, "USER", "SYSTEM")]
        for said in conversations
    ]
    return _json([{"dialogue_id": "1", "turns": spoken} for spoken in turns])


def topical_chat(conversations: Conversations) -> bytes:
    records = {
        f"t_{key}": {
            "config": "A",
            "content": [{"message": b, "agent": a} for a, b in _rounds(said, "agent_1", "agent_2")],
        }
        for key, said in enumerate(conversations)
    }
    return _json(records)


def commonsense(conversations: Conversations) -> bytes:
    records = {
        str(key): {"context": "They meet.", "speaker": "Ann", "turns": said}
        for key, said in enumerate(conversations)
    }
    return _json(records)


def kvret(conversations: Conversations) -> bytes:
    dialogues = [
        [
            {"turn": a, "data": {"end_dialogue": False, "utterance": b}}
            for a, b in _rounds(said, "driver", "assistant")
        ]
        for said in conversations
    ]
    return _json([{"dialogue": dialogue, "scenario": {}} for dialogue in dialogues])


def camrest(conversations: Conversations) -> bytes:
    records = []
    for said in conversations:
        padded = [*said, ""] if len(said) % 2 else said
        rounds = zip(padded[::2], padded[1::2], strict=True)
        records.append({"dial": [{"usr": {"transcript": a}, "sys": {"sent": b}} for a, b in rounds]})
    return b"########\n#  notice  #\n########\n" + _json(records)


def lccc(conversations: Conversations) -> bytes:
    return _json([[" ".join(text) for text in said] for said in conversations])


def lccc_split(conversations: Conversations) -> bytes:
    half = len(conversations) // 2
    return _json({"train": conversations[:half], "valid": conversations[half:], "test": []})


def chatterbot(conversations: Conversations) -> bytes:
    document = {"categories": ["test"], "conversations": [list(said) for said in conversations]}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False).encode()


def conv(conversations: Conversations) -> bytes:
    return "".join("E\n" + "".join(f"M {text}\r\n" for text in said) for said in conversations).encode()


def dailydialog(conversations: Conversations) -> bytes:
    return "".join(
        "".join(f"{text} __eou__ " for text in said).strip() + "\n" for said in conversations
    ).encode()


def dailydialog_labelled(conversations: Conversations) -> bytes:
    lines = ("".join(f"{text}__eou__" for text in said) + "\t1\t2 1\t0 0\n" for said in conversations)
    return "".join(lines).encode()


def question_answer(conversations: Conversations) -> bytes:
    blocks = (
        "".join(f"{mark}: {text}\n" for mark, text in _rounds(said, "Q", "A")) for said in conversations
    )
    return "===\n".join(blocks).encode()


def blank_lines(conversations: Conversations) -> bytes:
    return "\n\n".join("\n".join(said) for said in conversations).encode()


def meld(conversations: Conversations) -> bytes:
    rows = [
        (number, text, speaker, "neutral", key, turn)
        for key, said in enumerate(conversations)
        for turn, (number, (speaker, text)) in enumerate(enumerate(_rounds(said, "Ann", "李雷")))
    ]
    return _csv([("Sr No.", "Utterance", "Speaker", "Emotion", "Dialogue_ID", "Utterance_ID"), *rows])


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    table = io.StringIO()
    csv.writer(table).writerows(rows)
    return table.getvalue().encode()


def _pairs(conversations: Conversations) -> list[tuple[str, str]]:
    return [(said[place], said[place + 1]) for said in conversations for place in range(len(said) - 1)]


def tsv(conversations: Conversations) -> bytes:
    return "".join(f"{prompt}\t{reply}\n" for prompt, reply in _pairs(conversations)).encode()


def tsv_with_header(conversations: Conversations) -> bytes:
    rows = "".join(f"{prompt}\t{reply}\tScenario:x\r\n" for prompt, reply in _pairs(conversations))
    return f"Question\tAnswer\tMetadata\r\n{rows}".encode()


def csv_questions(conversations: Conversations) -> bytes:
    return _csv(
        [("department", "title", "ask", "answer"), *(("a", "b", *pair) for pair in _pairs(conversations))]
    )


def csv_prompts(conversations: Conversations) -> bytes:
    return _csv([("response", "prompt"), *((reply, prompt) for prompt, reply in _pairs(conversations))])


def csv_chinese(conversations: Conversations) -> bytes:
    return _csv([("问题", "答案"), *_pairs(conversations)])


def pipes(conversations: Conversations) -> bytes:
    return "".join(f"{prompt} | {reply}\n" for prompt, reply in _pairs(conversations)).encode()


def alternating(conversations: Conversations) -> bytes:
    return "".join(f"{prompt}\n{reply}\n" for prompt, reply in _pairs(conversations)).encode()


def labelled(conversations: Conversations) -> bytes:
    rows = (f"1\t{tab(said)}\n0\t{tab([*said[:-1], 'a random reply'])}\n" for said in conversations)
    return "".join(rows).encode()


def tab(texts: Sequence[str]) -> str:
    return "\t".join(texts)


def qna(conversations: Conversations) -> bytes:
    blocks = (
        f"> Source: x\n## ? {prompt}\n\n**Filters:**\n- editorial = chitchat\n\n```markdown\n{reply}\n```\n\n"
        for prompt, reply in _pairs(conversations)
    )
    return "".join(blocks).encode()


def records(conversations: Conversations) -> bytes:
    return _json([{"question": prompt, "answer": reply} for prompt, reply in _pairs(conversations)])


def tagged(conversations: Conversations) -> bytes:
    rows = (
        f"<PR>find<PRAN>name<PRAV>x<C><U>{prompt}<PN>call\t[A]{reply}\tdlg-1\r\n"
        for prompt, reply in _pairs(conversations)
    )
    return "".join(rows).encode()


WRITERS: dict[str, Writer] = {
    "jsonl": jsonl,
    "messages": openai_lines,
    "messages, ShareGPT list": sharegpt_list,
    "messages, ShareGPT lines": sharegpt_lines,
    "kdconv": kdconv,
    "crosswoz": crosswoz,
    "crosswoz, zipped": crosswoz_zip,
    "taskmaster": taskmaster_list,
    "schema-guided": schema_guided,
    "topical-chat": topical_chat,
    "commonsense": commonsense,
    "kvret": kvret,
    "camrest": camrest,
    "lccc, whole": lccc_split,
    "chatterbot": chatterbot,
    "conv": conv,
    "dailydialog": dailydialog,
    "dailydialog, labelled": dailydialog_labelled,
    "question-answer": question_answer,
    "blank-lines": blank_lines,
    "meld": meld,
    "tsv": tsv,
    "tsv, header": tsv_with_header,
    "csv, ask": csv_questions,
    "csv, prompt": csv_prompts,
    "csv, 问题": csv_chinese,
    "pipes": pipes,
    "alternating": alternating,
    "labelled": labelled,
    "qna": qna,
    "fields": records,
    "tagged": tagged,
}
"""Every format that keeps the texts as they are, with the name of the format first."""
