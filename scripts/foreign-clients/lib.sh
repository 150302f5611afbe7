# What the scripts of this folder share: a server to talk to, and a place for what they install.
# ESO: the tool (default: scripts/eso); FOREIGN_CACHE: where packages are kept between runs.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${FOREIGN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/eso-foreign-clients}
work=$(mktemp -d "${TMPDIR:-/tmp}/eso-foreign.XXXXXX")
started=()
finish() {
  local code=$?
  for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
  # What a process ended with is its own: KES ends as the signal says.
  [[ ${#started[@]} -eq 0 ]] || wait "${started[@]}" 2>/dev/null || true
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT

skip() {
  echo "skipped: $*"
  exit 0
}

need() {
  command -v "$1" > /dev/null || skip "no $1"
}

# start_eso COMMAND ARGUMENT...: runs the tool in the background and waits for its kubeconfig.
start_eso() {
  export KUBECONFIG=$work/kubeconfig-${#started[@]}
  ${ESO:-"$here/../eso"} --version > /dev/null # builds it, which takes longer than a start may
  ${ESO:-"$here/../eso"} "$@" --kubeconfig "$KUBECONFIG" > "$work/eso.log" 2>&1 &
  started+=($!)
  for _ in $(seq 240); do
    [[ -s $KUBECONFIG ]] && return
    kill -0 "${started[-1]}" 2>/dev/null || break
    sleep 0.5
  done
  cat "$work/eso.log"
  echo "FAILED: the server did not start"
  exit 1
}
