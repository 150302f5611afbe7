using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Informers;
using Eso.Operator.Api;
using Eso.Operator.Hosting;

namespace Eso.Operator.Controllers.GeneratorStates;

/// <summary>Deletes generator states when their time has come, and cleans up what they stand for (eso.md §8).</summary>
internal sealed class GeneratorStateController : Controller
{
    private readonly Informer states;
    private readonly GeneratorRunner runner;

    public GeneratorStateController(OperatorContext context)
        : base("generatorstate", context, 1)
    {
        runner = new GeneratorRunner(context);
        states = context.Informers.Get(EsoTypes.GeneratorState, new InformerOptions { Namespace = context.Options.Namespace })
            .AddHandler(change => Queue.Add(change.Either.Key));
    }

    protected override async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (states.Get(key.Namespace, key.Name)?.Parse() is not { } state)
        {
            Queue.Drop(key);
            return Outcome.Done;
        }

        if (state.IsDeleting())
        {
            if (state.Finalizers().Contains(Names.GeneratorStateFinalizer))
            {
                var spec = state.Object("spec");
                await runner.CleanUpAsync(key.Namespace, spec.Object("resource") ?? [], spec?["state"] ?? new JsonObject(), cancel);
                await SetFinalizersAsync(
                    state, [.. state.Finalizers().Where(f => f != Names.GeneratorStateFinalizer)], null, cancel);
            }

            return Outcome.Done;
        }

        if (!state.Finalizers().Contains(Names.GeneratorStateFinalizer))
        {
            await SetFinalizersAsync(state, [.. state.Finalizers(), Names.GeneratorStateFinalizer], states, cancel);
        }

        if (Condition.ParseTime(state.Object("spec").Text("garbageCollectionDeadline")) is not { } deadline)
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

    private async Task SetFinalizersAsync(JsonObject state, List<string> finalizers, Informer? observer, CancellationToken cancel)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode)f)]),
                ["resourceVersion"] = state.ResourceVersion(),
            },
        };
        var written = await Context.Client.PatchAsync(
            EsoTypes.GeneratorState, state.Namespace(), state.Name(), PatchKind.Merge, patch, cancel);
        observer?.Observe(written);
    }
}
