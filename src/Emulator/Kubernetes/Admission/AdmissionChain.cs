using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>What a plug-in sees of one write. Mutating plug-ins may change <see cref="Object"/> in place or replace it.</summary>
internal sealed class AdmissionAttributes
{
    public required KubeCore Core { get; init; }

    public required KubeUser User { get; init; }

    public required Kind Kind { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public string Subresource { get; init; } = "";

    /// <summary>CREATE, UPDATE, DELETE or CONNECT.</summary>
    public required string Operation { get; init; }

    /// <summary>The new object; null for deletes.</summary>
    public JsonObject? Object { get; set; }

    public JsonObject? Old { get; init; }

    public bool DryRun { get; init; }

    /// <summary>Makes CreateOptions and the like, as webhooks see them.</summary>
    public Func<JsonObject> Options { get; init; } = static () => [];

    public List<string> Warnings { get; init; } = [];

    /// <summary>What plug-ins keep between their first and their second look, by plug-in.</summary>
    public Dictionary<string, object> Notes { get; } = new(StringComparer.Ordinal);

    public CancellationToken Cancellation { get; init; }

    /// <summary>403 about this object in a plug-in's words.</summary>
    public KubeException Forbid(string message) =>
        KubeErrors.Forbidden(Kind.Resource.Group, Kind.Resource.Plural, Name, message);
}

/// <summary>One admission plug-in, one file. Refusals are <see cref="KubeException"/>s.</summary>
internal interface IAdmissionPlugin
{
    /// <summary>The real plug-in's name, by which it can be switched off.</summary>
    string Name { get; }

    ValueTask MutateAsync(AdmissionAttributes attributes) => ValueTask.CompletedTask;

    /// <summary>A second look, once all plug-ins have changed what they wanted.</summary>
    ValueTask ReinvokeAsync(AdmissionAttributes attributes) => ValueTask.CompletedTask;

    ValueTask ValidateAsync(AdmissionAttributes attributes) => ValueTask.CompletedTask;
}

/// <summary>The plug-ins in the API server's order.</summary>
internal sealed class AdmissionChain(params IReadOnlyList<IAdmissionPlugin> plugins)
{
    public static readonly AdmissionChain None = new();

    public async ValueTask MutateAsync(AdmissionAttributes attributes)
    {
        foreach (var plugin in plugins)
        {
            await plugin.MutateAsync(attributes).ConfigureAwait(false);
        }

        foreach (var plugin in plugins)
        {
            await plugin.ReinvokeAsync(attributes).ConfigureAwait(false);
        }
    }

    public async ValueTask ValidateAsync(AdmissionAttributes attributes)
    {
        foreach (var plugin in plugins)
        {
            await plugin.ValidateAsync(attributes).ConfigureAwait(false);
        }
    }
}
