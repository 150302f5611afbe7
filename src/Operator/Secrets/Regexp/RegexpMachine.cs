using System.Buffers;

namespace Eso.Operator.Secrets.Regexp;

/// <summary>
/// Runs a program over bytes in time linear in both, with leftmost-first preference: a backtracker that visits no
/// (instruction, position) twice for small work, else parallel threads. Both find what Go finds.
/// </summary>
internal static class RegexpMachine
{
    private const int BacktrackBitsMax = 256 * 1024;

    /// <summary>Positions of the first match at or after a position, or null. -1: a group that took no part.</summary>
    internal static int[]? Find(RegexpProgram program, string input, int start, int slots, RegexpBudget? budget = null)
    {
        if (program.Anchored && start > 0) return null;
        var states = (long)program.Code.Length * (input.Length - start + 1);
        return states <= BacktrackBitsMax
            ? new Backtracker(program, input, start, slots, budget).Run()
            : new ThreadMachine(program, input, slots, budget).Run(start);
    }

    internal static bool Holds(NodeKind condition, string input, int at) => condition switch
    {
        NodeKind.BeginText => at == 0,
        NodeKind.EndText => at == input.Length,
        NodeKind.BeginLine => at == 0 || input[at - 1] == '\n',
        NodeKind.EndLine => at == input.Length || input[at] == '\n',
        NodeKind.WordBoundary => IsWord(input, at - 1) != IsWord(input, at),
        _ => IsWord(input, at - 1) == IsWord(input, at),
    };

    // Words are ASCII in RE2.
    private static bool IsWord(string input, int at) =>
        (uint)at < (uint)input.Length && (char.IsAsciiLetterOrDigit(input[at]) || input[at] == '_');

    /// <summary>The next position worth starting at, or -1.</summary>
    private static int NextStart(RegexpProgram program, string input, int at) =>
        program.Prefix.Length == 0 ? at : input.IndexOf(program.Prefix, at, StringComparison.Ordinal);

    private sealed class Backtracker(
        RegexpProgram program, string input, int start, int slots, RegexpBudget? budget)
    {
        private readonly int[] _slots = new int[slots];
        private readonly Stack<(int Pc, int At, int Restore)> _work = new();
        private ulong[] _visited = [];

        internal int[]? Run()
        {
            var words = (program.Code.Length * (input.Length - start + 1) + 63) / 64;
            _visited = ArrayPool<ulong>.Shared.Rent(words);
            _visited.AsSpan(0, words).Clear();
            try
            {
                for (var at = start; at <= input.Length;)
                {
                    at = NextStart(program, input, at);
                    if (at < 0) return null;
                    Array.Fill(_slots, -1);
                    if (TryAt(at)) return _slots;
                    if (program.Anchored) return null;
                    ByteText.DecodeRune(input, at, out var width);
                    at += Math.Max(width, 1);
                }
                return null;
            }
            finally
            {
                ArrayPool<ulong>.Shared.Return(_visited);
            }
        }

        private bool TryAt(int at)
        {
            _work.Clear();
            _work.Push((0, at, -1));
            while (_work.TryPop(out var job))
            {
                // A negative pc undoes a slot.
                budget?.Spend(1);
                if (job.Pc < 0) _slots[~job.Pc] = job.Restore;
                else if (Follow(job.Pc, job.At)) return true;
            }
            return false;
        }

        private bool Follow(int pc, int at)
        {
            while (Visit(pc, at))
            {
                var i = program.Code[pc];
                switch (i.Step)
                {
                    case Step.Rune:
                        if (at >= input.Length || !i.Class!.Contains(ByteText.DecodeRune(input, at, out var width))) return false;
                        at += width;
                        break;
                    case Step.Split:
                        _work.Push((i.Y, at, 0));
                        break;
                    case Step.Save when i.Y < _slots.Length:
                        _work.Push((~i.Y, 0, _slots[i.Y]));
                        _slots[i.Y] = at;
                        break;
                    case Step.Assert when !Holds((NodeKind)i.Y, input, at):
                        return false;
                    case Step.Match:
                        return true;
                }
                pc = i.X;
            }
            return false;
        }

        private bool Visit(int pc, int at)
        {
            var bit = pc * (input.Length - start + 1) + at - start;
            var mask = 1UL << (bit & 63);
            if ((_visited[bit >> 6] & mask) != 0) return false;
            _visited[bit >> 6] |= mask;
            return true;
        }
    }

    /// <summary>Threads in order of preference; each carries its own slots.</summary>
    private sealed class ThreadMachine(RegexpProgram program, string input, int slots, RegexpBudget? budget)
    {
        private readonly Stack<(int Pc, int Slot, int Restore)> _work = new();
        private readonly Stack<int[]> _spare = new();
        private readonly int[] _current = new int[slots];
        private Queue _now = new(program.Code.Length);
        private Queue _next = new(program.Code.Length);
        private int[]? _match;

        internal int[]? Run(int at)
        {
            while (true)
            {
                if (_now.Count == 0)
                {
                    if (_match is not null || (program.Anchored && at > 0)) return _match;
                    at = NextStart(program, input, at);
                    if (at < 0) return null;
                }
                if (_match is null && (at == 0 || !program.Anchored))
                {
                    Array.Fill(_current, -1);
                    Add(_now, 0, at);
                }
                budget?.Spend(1 + _now.Count);
                var rune = ByteText.DecodeRune(input, at, out var width);
                Advance(rune, at, width);
                if (width == 0) return _match;
                at += width;
                (_now, _next) = (_next, _now);
                _next.Count = 0;
            }
        }

        private void Advance(int rune, int at, int width)
        {
            for (var i = 0; i < _now.Count; i++)
            {
                var (pc, captured) = (_now.Dense[i], _now.Captured[i]);
                if (captured is null) continue;
                var instruction = program.Code[pc];
                if (instruction.Step == Step.Match)
                {
                    _match = captured;
                    // Threads after this one are less preferred.
                    for (var j = i + 1; j < _now.Count; j++)
                        if (_now.Captured[j] is { } lost)
                            _spare.Push(lost);
                    return;
                }
                if (width > 0 && instruction.Class!.Contains(rune))
                {
                    captured.CopyTo(_current, 0);
                    Add(_next, instruction.X, at + width);
                }
                _spare.Push(captured);
            }
        }

        private void Add(Queue queue, int start, int at)
        {
            _work.Push((start, -1, 0));
            while (_work.TryPop(out var job))
            {
                if (job.Slot >= 0) _current[job.Slot] = job.Restore;
                else AddOne(queue, job.Pc, at);
            }
        }

        private void AddOne(Queue queue, int pc, int at)
        {
            while (queue.TryEnter(pc))
            {
                var i = program.Code[pc];
                switch (i.Step)
                {
                    case Step.Split:
                        _work.Push((i.Y, -1, 0));
                        break;
                    case Step.Save when i.Y < _current.Length:
                        _work.Push((0, i.Y, _current[i.Y]));
                        _current[i.Y] = at;
                        break;
                    case Step.Assert when !Holds((NodeKind)i.Y, input, at):
                        return;
                    case Step.Rune or Step.Match:
                        var captured = _spare.TryPop(out var spare) ? spare : new int[_current.Length];
                        _current.CopyTo(captured, 0);
                        queue.Captured[queue.Count - 1] = captured;
                        return;
                }
                pc = i.X;
            }
        }

        /// <summary>A sparse set of instructions in order of entry.</summary>
        private sealed class Queue(int size)
        {
            internal readonly int[] Dense = new int[size];
            internal readonly int[]?[] Captured = new int[]?[size];
            internal int Count;
            private readonly int[] _sparse = new int[size];

            internal bool TryEnter(int pc)
            {
                var at = _sparse[pc];
                if (at < Count && Dense[at] == pc) return false;
                _sparse[pc] = Count;
                Dense[Count] = pc;
                Captured[Count++] = null;
                return true;
            }
        }
    }
}
