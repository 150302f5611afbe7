using Eso.Emulator.Grounds;
using Eso.Emulator.Journal;
using Eso.Emulator.Scenarios.Steps;

namespace Eso.Testing;

/// <summary>What was asked of AWS and of Kubernetes, in order. Names, statuses and times; never a value.</summary>
public sealed class EsoJournal
{
    private readonly IGround ground;

    internal EsoJournal(IGround ground) => this.ground = ground;

    /// <summary>This moment, to count from.</summary>
    public async Task<long> MarkAsync(CancellationToken cancel = default)
    {
        await ground.SettleAsync(cancel);
        return Journal.Last;
    }

    /// <summary>The operator's calls of AWS after a mark, oldest first.</summary>
    public IReadOnlyList<EsoCall> AwsCalls(long since = 0) => OperatorsOwn("aws", since)
        .Select(e => new EsoCall(e.Time, e.Operation, e.Resource, e.Status, e.Error)).ToList();

    /// <summary>
    /// What the operator and the cluster's controllers wrote to Kubernetes after a mark, as <c>resource/namespace/name</c>;
    /// events and leases are left out.
    /// </summary>
    public IReadOnlyList<EsoCall> Writes(long since = 0) => OperatorsOwn("kube", since)
        .Where(e => e.Status is >= 200 and < 300)
        .Select(e => (Entry: e, What: ExpectWrites.Written(e.Operation)))
        .Where(w => w.What is not null)
        .Select(w => new EsoCall(w.Entry.Time, w.Entry.Operation.Split(' ')[0], w.What!, w.Entry.Status, w.Entry.Error)).ToList();

    private Journal Journal => ground.Journal ?? throw new EsoGroundException($"the ground '{ground.Name}' keeps no journal");

    private IEnumerable<JournalEntry> OperatorsOwn(string target, long since) => Journal.Read(target, since)
        .Where(e => !e.UserAgent.StartsWith("eso-scenario", StringComparison.Ordinal));
}

/// <summary>One request and its answer.</summary>
/// <param name="Time">The world's time.</param>
/// <param name="Operation">AWS: <c>secretsmanager.GetSecretValue</c>; Kubernetes: the verb.</param>
/// <param name="Resource">What it was about.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">The error's code; null on success.</param>
public sealed record EsoCall(DateTimeOffset Time, string Operation, string Resource, int Status, string? Error);
