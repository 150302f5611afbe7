using System.Runtime.CompilerServices;
using Eso.Emulator.Scenarios;

namespace Eso.Testing.Expectations;

/// <summary>Something the world should be like. Say what, then await it: it waits until it holds or fails with the reason.</summary>
/// <typeparam name="TSelf">The expectation itself.</typeparam>
public abstract class Expectation<TSelf>
    where TSelf : Expectation<TSelf>
{
    private readonly StepRun steps;
    private TimeSpan? within;

    private protected Expectation(StepRun steps) => this.steps = steps;

    /// <summary>How long it may take on the world's clock; nothing when left out: it must hold once the world has settled.</summary>
    public TSelf Within(TimeSpan span)
    {
        within = span;
        return (TSelf)this;
    }

    /// <summary>Lets the expectation be awaited.</summary>
    public TaskAwaiter GetAwaiter() => HoldsAsync().GetAwaiter();

    /// <summary>As awaiting it, for those who need the task.</summary>
    /// <exception cref="EsoExpectationException">It does not hold.</exception>
    public Task HoldsAsync(CancellationToken cancel = default) => steps.RunAsync(ToStep(), within, cancel);

    private protected abstract Step ToStep();
}
