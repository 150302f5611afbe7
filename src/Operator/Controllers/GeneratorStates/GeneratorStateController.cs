using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Operator.Api;
using Eso.Operator.Hosting;

namespace Eso.Operator.Controllers.GeneratorStates;

/// <summary>Deletes generator states when their time has come, and cleans up what they stand for (eso.md §8).</summary>
internal sealed class GeneratorStateController : Controller
{
    private readonly Informer states;
    private readonly GeneratorRunner runner;
    private readonly Finalizers finalizers;

    public GeneratorStateController(OperatorContext context)
        : base("generatorstate", context, 1)
    {
        runner = new GeneratorRunner(context);
        finalizers = new Finalizers(context, EsoTypes.GeneratorState, Names.GeneratorStateFinalizer);
        states = context.Informers.Get(EsoTypes.GeneratorState, new InformerOptions { Namespace = context.Options.Namespace })
            .AddHandler(OnState);
    }

    // Its own finalizer and others' statuses change nothing about when it is due: the delay that is set already stands.
    private void OnState(StoreChange change)
    {
        if (change is { Old: { } old, New: { } next, Resync: false } && !IsNews(old.Parse(), next.Parse()))
        {
            return;
        }

        Queue.Add(change.Either.Key);
    }

    private bool IsNews(JsonObject old, JsonObject next) =>
        Deadline(old) != Deadline(next) || old.IsDeleting() != next.IsDeleting() || finalizers.IsNews(old, next);

    private static DateTimeOffset? Deadline(JsonObject state) =>
        Condition.ParseTime(state.Object("spec").Text("garbageCollectionDeadline"));

    protected override async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (states.Get(key.Namespace, key.Name)?.Parse() is not { } state)
        {
            Queue.Drop(key);
            return Outcome.Done;
        }

        if (state.IsDeleting())
        {
            if (finalizers.On(state))
            {
                var spec = state.Object("spec");
                await runner.CleanUpAsync(key.Namespace, spec.Object("resource") ?? [], spec?["state"] ?? new JsonObject(), cancel);
                await finalizers.RemoveAsync(state, null, cancel);
            }

            return Outcome.Done;
        }

        await finalizers.AddAsync(state, states, cancel);

        if (Deadline(state) is not { } deadline)
        {
            return Outcome.Done;
        }

        var left = deadline - Context.Clock.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            return Outcome.Again(left);
        }

        await Context.Client.DeleteAsync(EsoTypes.GeneratorState, key.Namespace, key.Name, cancel);
        return Outcome.Done;
    }
}
