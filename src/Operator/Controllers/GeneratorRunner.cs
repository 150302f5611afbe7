using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;
using Eso.Operator.Controllers.ExternalSecrets;
using Eso.Operator.Generators;
using Eso.Operator.Hosting;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers;

/// <summary>Finds what a generatorRef names, runs it, and keeps what must be cleaned up one day (eso.md §8).</summary>
internal sealed class GeneratorRunner(OperatorContext context) : IGeneratorRunner
{
    private readonly SecretRefs refs = new(context.Client);

    public async Task<IReadOnlyDictionary<string, SecretBytes>> GenerateAsync(
        JsonObject owner, string ns, JsonObject reference, string stateKey, CancellationToken cancel)
    {
        var (generator, resource) = await FindAsync(ns, reference, cancel);
        var made = await generator.GenerateAsync(ContextOf(resource, ns), cancel);
        if (made.State is { } state && context.Options.EnableGeneratorState)
        {
            await KeepAsync(owner, ns, resource, stateKey, state, cancel);
        }

        return made.Values;
    }

    public async Task<bool> AreForOthersAsync(string ns, IEnumerable<JsonObject> references, CancellationToken cancel)
    {
        foreach (var reference in references)
        {
            try
            {
                var (_, resource) = await FindAsync(ns, reference, cancel);
                if (resource.Object("spec").Text("controller") is { Length: > 0 } other && other != context.Options.ControllerClass)
                {
                    return true;
                }
            }
            catch (ProviderException)
            {
                // Told when it is to be used.
            }
        }

        return false;
    }

    /// <summary>Undoes what a state remembers.</summary>
    public async Task CleanUpAsync(string ns, JsonObject resource, JsonNode state, CancellationToken cancel)
    {
        if (context.Generators.Find(resource.Kind()) is { } generator)
        {
            await generator.CleanUpAsync(ContextOf(resource, ns), state, cancel);
        }
    }

    private GeneratorContext ContextOf(JsonObject resource, string ns) => new()
    {
        Spec = resource.Object("spec") ?? [],
        Namespace = ns,
        Refs = refs,
    };

    private async Task<(IGenerator Generator, JsonObject Resource)> FindAsync(
        string ns, JsonObject reference, CancellationToken cancel)
    {
        var group = reference.Text("apiVersion");
        if (group.Length > 0 && !group.StartsWith(EsoTypes.GeneratorGroup + "/", StringComparison.Ordinal))
        {
            throw Terminal($"generatorRef: unknown group version {group}");
        }

        var kind = reference.Text("kind");
        var name = reference.Text("name");
        JsonObject resource;
        try
        {
            resource = kind == EsoTypes.ClusterGenerator.Kind
                ? Virtual(await context.Client.GetAsync(EsoTypes.ClusterGenerator, null, name, cancel), ns)
                : await context.Client.GetAsync(EsoTypes.Generator(kind), ns, name, cancel);
        }
        catch (KubeException e)
        {
            throw new ProviderException(Failure.Invalid, $"unable to get generator: {e.Message}", e);
        }

        return context.Generators.Find(resource.Kind()) is { } generator
            ? (generator, resource)
            : throw Terminal($"unknown generator kind {resource.Kind()}");
    }

    /// <summary>A ClusterGenerator as the namespaced object it stands for.</summary>
    private static JsonObject Virtual(JsonObject cluster, string ns)
    {
        var spec = cluster.Object("spec");
        var kind = spec.Text("kind");
        var member = (spec.Object("generator") ?? [])
            .FirstOrDefault(m => m.Key.Equals(kind + "Spec", StringComparison.OrdinalIgnoreCase));
        if (member.Value is not JsonObject inner)
        {
            throw Terminal($"when kind is {kind}, generator.{kind}Spec must be set");
        }

        var made = KubeObject.New(EsoTypes.Generator(kind), ns, cluster.Name());
        made["spec"] = inner.DeepClone();
        return made;
    }

    private async Task KeepAsync(
        JsonObject owner, string ns, JsonObject resource, string stateKey, JsonNode state, CancellationToken cancel)
    {
        var ownerKey = ObjectHash.OfText($"{owner.Kind()}-{owner.Namespace()}-{owner.Name()}-{stateKey}");
        var deadline = Condition.Time(context.Clock.GetUtcNow() + context.Options.GeneratorGcGracePeriod);
        var old = await context.Client.ListAsync(
            EsoTypes.GeneratorState, ns, cancel, new() { LabelSelector = $"{Names.GeneratorOwnerLabel}={ownerKey}" });
        foreach (var one in old.Where(o => o.Object("spec").Text("garbageCollectionDeadline").Length == 0))
        {
            var patch = new JsonObject { ["spec"] = new JsonObject { ["garbageCollectionDeadline"] = deadline } };
            await context.Client.PatchAsync(
                EsoTypes.GeneratorState, ns, one.Name(), Kubernetes.Client.PatchKind.Merge, patch, cancel);
        }

        var made = KubeObject.New(EsoTypes.GeneratorState, ns, "");
        var metadata = made.Ensure("metadata");
        metadata.Remove("name");
        metadata["generateName"] = $"gen-{resource.Kind().ToLowerInvariant()}-{owner.Name()}-";
        metadata["labels"] = new JsonObject { [Names.GeneratorOwnerLabel] = ownerKey };
        metadata["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = owner.ApiVersion(),
            ["kind"] = owner.Kind(),
            ["name"] = owner.Name(),
            ["uid"] = owner.Uid(),
        });
        var kept = resource.Copy();
        kept.Metadata()?.Remove("managedFields");
        made["spec"] = new JsonObject { ["resource"] = kept, ["state"] = state.DeepClone() };
        await context.Client.CreateAsync(EsoTypes.GeneratorState, ns, made, cancel);
    }

    private static ProviderException Terminal(string problem) => new(Failure.Invalid, $"unable to get generator: {problem}");
}
