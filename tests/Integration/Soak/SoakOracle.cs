namespace Eso.Integration.Soak;

/// <summary>What a client did and was told. Times are the machine's ticks before and after.</summary>
/// <param name="What">create, put, patch, delete, get or list.</param>
/// <param name="Revision">Of the answer; 0 where there is none.</param>
/// <param name="Value">Written or read.</param>
/// <param name="Expected">The revision that the write demanded; 0: none.</param>
/// <param name="Listed">Of a list: each object's key and revision.</param>
internal sealed record Deed(
    string What, string Key, int Status, long Revision, string Uid, string Value, long Expected, long Began, long Ended,
    IReadOnlyList<(string Key, long Revision)>? Listed = null);

/// <summary>
/// The simple reference: one history of changes, in the order of their revisions. Every deed must fit into it at some
/// instant between its begin and its end, and every change must be somebody's deed.
/// </summary>
internal sealed class SoakOracle
{
    private readonly Dictionary<string, State> known = new(StringComparer.Ordinal);
    private readonly List<string> violations = [];
    private Dictionary<string, List<State>> states = [];
    private long floor;

    /// <summary>An object from a change until the next; absent when the value is null.</summary>
    private sealed record State(string Key, long Revision, string Uid, string? Value)
    {
        public long Began { get; set; } = long.MinValue;

        public long Ended { get; set; } = long.MinValue;

        public bool Claimed { get; set; }
    }

    /// <summary>Checks one round; nobody was at work when it began or when it ended.</summary>
    public IReadOnlyList<string> Check(IReadOnlyList<Seen> history, IReadOnlyList<Deed> deeds)
    {
        violations.Clear();
        Build(history);
        var byRevision = states.Values.SelectMany(s => s).Where(s => s.Revision > floor).ToDictionary(s => s.Revision);
        var deletions = byRevision.Values.Where(s => s.Value is null).ToLookup(s => s.Uid);
        foreach (var deed in deeds)
        {
            Claim(deed, byRevision, deletions);
        }

        foreach (var change in byRevision.Values.Where(s => !s.Claimed))
        {
            Violate($"nobody made change {change.Revision} of {change.Key}");
        }

        foreach (var deed in deeds)
        {
            Fit(deed);
        }

        Order(deeds);
        CheckLists(deeds);
        floor = history.Count > 0 ? history[^1].Revision : floor;
        foreach (var (key, list) in states)
        {
            // The past is settled: nothing of it can overlap the next round.
            known[key] = list[^1] with { };
            known[key].Ended = long.MinValue + 1;
            known[key].Began = long.MinValue;
        }

        return [.. violations];
    }

    private void Build(IReadOnlyList<Seen> history)
    {
        states = known.ToDictionary(k => k.Key, k => new List<State> { k.Value }, StringComparer.Ordinal);
        var last = floor;
        foreach (var e in history)
        {
            if (e.Revision <= last)
            {
                Violate($"event {e.Revision} after {last}");
            }

            last = e.Revision;
            if (!states.TryGetValue(e.Key, out var list))
            {
                states[e.Key] = list = [new State(e.Key, 0, "", null) { Ended = long.MinValue + 1 }];
            }

            var there = list[^1].Value is not null;
            if (there == (e.Type == "ADDED"))
            {
                Violate($"{e.Type} of {e.Key} at {e.Revision}, which is {(there ? "there" : "absent")}");
            }

            list.Add(new State(e.Key, e.Revision, e.Uid, e.Type == "DELETED" ? null : e.Value));
        }
    }

    // Which change a successful write made; and what it must have found.
    private void Claim(Deed deed, Dictionary<long, State> byRevision, ILookup<string, State> deletions)
    {
        if (deed.What is "get" or "list" || deed.Status >= 300)
        {
            return;
        }

        var change = deed.What == "delete" ? deletions[deed.Uid].FirstOrDefault() : byRevision.GetValueOrDefault(deed.Revision);
        if (change is null || change.Claimed)
        {
            Violate($"{deed.What} of {deed.Key} was answered {deed.Status} at {deed.Revision} and made no change of its own");
            return;
        }

        change.Claimed = true;
        (change.Began, change.Ended) = (deed.Began, deed.Ended);
        if (change.Key != deed.Key || (deed.What != "delete" && change.Value != deed.Value))
        {
            Violate($"{deed.What} of {deed.Key} wrote {deed.Value}, the history says {change.Key} {change.Value} at {change.Revision}");
        }

        var list = states[change.Key];
        var before = list[list.IndexOf(change) - 1];
        if (deed.Expected > 0 && before.Revision != deed.Expected)
        {
            Violate($"{deed.What} of {deed.Key} demanded {deed.Expected} and was let through on {before.Revision}");
        }
    }

    // Reads and refusals: some state that they describe must have held while they were under way.
    private void Fit(Deed deed)
    {
        if (deed.What == "list" || (deed.What != "get" && deed.Status < 300))
        {
            return;
        }

        Func<State, bool>? fits = (deed.What, deed.Status) switch
        {
            ("get", 200) => s => s.Revision == deed.Revision && s.Value == deed.Value,
            (_, 404) => s => s.Value is null,
            ("create", 409) => s => s.Value is not null,
            (_, 409) => s => s.Value is null || s.Revision != deed.Expected,
            _ => null,
        };
        if (fits is null)
        {
            Violate($"{deed.What} of {deed.Key} was answered {deed.Status}");
            return;
        }

        if (!states.TryGetValue(deed.Key, out var list))
        {
            list = [new State(deed.Key, 0, "", null)];
        }

        for (var i = 0; i < list.Count; i++)
        {
            var begins = list[i].Began;
            var ends = i + 1 < list.Count ? list[i + 1].Ended : long.MaxValue;
            if (begins < deed.Ended && ends > deed.Began && fits(list[i]))
            {
                return;
            }
        }

        Violate($"{deed.What} of {deed.Key} was answered {deed.Status} {deed.Revision}, which held at no instant of it");
    }

    // What was answered before another write began comes before it.
    private void Order(IReadOnlyList<Deed> deeds)
    {
        var writes = states.Values.SelectMany(s => s).Where(s => s.Claimed && s.Revision > floor).OrderBy(s => s.Revision).ToList();
        var begunLatest = long.MinValue;
        foreach (var write in writes)
        {
            if (write.Ended < begunLatest)
            {
                Violate($"change {write.Revision} of {write.Key} was answered before an older one began");
            }

            begunLatest = Math.Max(begunLatest, write.Began);
        }

        // A list is no older than what was answered before it was asked for.
        var answered = writes.Select(w => (w.Ended, w.Revision)).Order().ToList();
        var newest = 0L;
        var at = 0;
        foreach (var list in deeds.Where(d => d.What == "list").OrderBy(d => d.Began))
        {
            for (; at < answered.Count && answered[at].Ended < list.Began; at++)
            {
                newest = Math.Max(newest, answered[at].Revision);
            }

            if (list.Revision < newest)
            {
                Violate($"a list at {list.Revision} was asked for after {newest} was answered");
            }
        }
    }

    private void CheckLists(IReadOnlyList<Deed> deeds)
    {
        foreach (var list in deeds.Where(d => d.What == "list"))
        {
            if (list.Status != 200)
            {
                Violate($"list of {list.Key} was answered {list.Status}");
                continue;
            }

            var want = states.Where(s => s.Key.StartsWith(list.Key, StringComparison.Ordinal))
                .Select(s => s.Value.FindLast(c => c.Revision <= list.Revision))
                .Where(s => s?.Value is not null)
                .Select(s => (s!.Key, s.Revision))
                .OrderBy(s => s.Key, StringComparer.Ordinal);
            if (!want.SequenceEqual(list.Listed!))
            {
                Violate($"list of {list.Key} at {list.Revision} differs from the history");
            }
        }
    }

    private void Violate(string what)
    {
        if (violations.Count < 20)
        {
            violations.Add(what);
        }
    }
}
