using Eso.Emulator.Clock;
using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults;

/// <summary>
/// One way in which a part of the world can misbehave: one file in <c>Faults/Kinds</c>, found by convention; its name in
/// a scenario is the record's in camelCase. A fault stands in front of the server and sees whole requests.
/// </summary>
internal abstract record Fault
{
    /// <summary><c>aws</c>, <c>kube</c>, <c>webhook</c>, or null for both servers.</summary>
    public virtual string? Server => null;

    [About("Which requests.")]
    public FaultTarget On { get; init; } = new();

    [About("Share of the matching requests that are hit, 0 to 1.")]
    public decimal Probability { get; init; } = 1;

    [About("How many requests are hit before the fault heals by itself; unbounded when left out.")]
    public int? Count { get; init; }

    [About("How many matching requests pass unharmed first.")]
    public int After { get; init; }

    [About("How long the fault lasts on the world's clock; until healed when left out.")]
    public TimeSpan? Window { get; init; }

    /// <summary>Whether a request is one this kind of fault can be about at all; others are not counted.</summary>
    public virtual bool Concerns(RequestFacts facts) => Server is null ? facts.Target != "webhook" : Server == facts.Target;

    /// <summary>Notes what the fault needs to know of the moment it is put in force; kept as <see cref="FaultContext.State"/>.</summary>
    public virtual object? Prepare(FaultHooks hooks) => null;

    /// <summary>Answers instead of the server, or around it by calling <paramref name="next"/>.</summary>
    public abstract Task ApplyAsync(FaultContext context, RequestDelegate next);
}

/// <summary>A fault of the events of running watches rather than of requests.</summary>
internal abstract record WatchFault : Fault
{
    public sealed override string Server => "kube";

    /// <summary>It also has something to do to the requests it concerns.</summary>
    public virtual bool AppliesToRequests => false;

    /// <summary>How long watches live on that run already when the fault comes; null: for ever.</summary>
    public virtual TimeSpan? ClosesRunningAfter => null;

    /// <summary>Watches that run already when the fault comes are dead from then on.</summary>
    public virtual bool SilencesRunning => false;

    /// <summary>What becomes of one event.</summary>
    public abstract Verdict Judge(WatchEvent e);

    public override Task ApplyAsync(FaultContext context, RequestDelegate next) => next(context.Http);

    public override bool Concerns(RequestFacts facts) => facts.Target == "kube" && facts.Verb == "watch";
}

/// <summary>One event on its way to a watcher.</summary>
/// <param name="Type">ADDED, MODIFIED, DELETED, BOOKMARK or ERROR.</param>
internal sealed record WatchEvent(RequestFacts Watch, string Type, string Namespace, string Name);

/// <summary>What becomes of an event.</summary>
internal enum Verdict
{
    Pass,

    /// <summary>Held, and everything behind it, until the fault has healed.</summary>
    Hold,

    /// <summary>Sent twice.</summary>
    Twice,

    /// <summary>Sent after the event behind it; alone, a second later.</summary>
    Later,

    /// <summary>Never sent.</summary>
    Drop,
}

/// <summary>What a fault may use.</summary>
internal sealed record FaultContext(HttpContext Http, RequestFacts Facts, TimeProvider Clock, Entropy Entropy, FaultHooks Hooks, object? State)
{
    /// <summary>Entered around a wait for the world's clock: whoever waits for this answer is not busy.</summary>
    public IDisposable? Rest() => (Clock as WorldClock)?.Activity.Rest();
}

/// <summary>What the world lets faults do; a ground leaves out what it cannot.</summary>
internal sealed record FaultHooks
{
    /// <summary>The newest resource version.</summary>
    public Func<long>? Revision { get; init; }

    /// <summary>A copy of AWS as it is now, behind a pipeline of its own.</summary>
    public Func<RequestDelegate>? AwsReplica { get; init; }

    public IOperatorControl? Operator { get; init; }
}

/// <summary>What can be done to the running operators.</summary>
internal interface IOperatorControl
{
    /// <summary>
    /// Ends them as a crash does: from this moment nothing of theirs reaches a server and no answer reaches them.
    /// </summary>
    void Crash(bool restart);

    /// <summary>Nothing of theirs runs until <see cref="Resume"/>, as in a long collection of garbage.</summary>
    void Pause();

    void Resume();

    /// <summary>Gives the Lease to somebody else.</summary>
    Task TakeLeaseAsync();
}
