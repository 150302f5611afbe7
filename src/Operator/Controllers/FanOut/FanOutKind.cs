using System.Text.Json.Nodes;
using Eso.Kubernetes;

namespace Eso.Operator.Controllers.FanOut;

/// <summary>How a cluster-wide kind provisions a namespaced one: where its spec says what (eso.md §4.1, §4.3).</summary>
internal sealed record FanOutKind
{
    public required string ControllerName { get; init; }

    public required ResourceType Parent { get; init; }

    public required ResourceType Child { get; init; }

    /// <summary><c>externalSecret</c> or <c>pushSecret</c>: prefix of Spec, Name and Metadata fields.</summary>
    public required string Prefix { get; init; }

    /// <summary>Reason for a namespace whose child belongs to somebody else.</summary>
    public required string ConflictReason { get; init; }

    /// <summary>Finalizer on the parent; null when owner references alone clean up.</summary>
    public string? ParentFinalizer { get; init; }

    /// <summary>Prefix of the finalizer on provisioned namespaces; null for none.</summary>
    public string? NamespaceFinalizerPrefix { get; init; }

    /// <summary>An annotation of the parent that is mirrored onto children; null for none.</summary>
    public string? MirroredAnnotation { get; init; }

    /// <summary>
    /// Condition and event when the namespaces cannot be chosen, with where it is told from; null when that stands among
    /// the failed namespaces.
    /// </summary>
    public (string Source, string Message)? SelectionFailure { get; init; }

    /// <summary>Whether <c>namespaceSelector</c> and <c>namespaces</c> count besides <c>namespaceSelectors</c>.</summary>
    public bool HasOldSelectors { get; init; }

    public JsonObject ChildSpec(JsonObject spec) => spec.Object(Prefix + "Spec")?.Copy() ?? [];

    public string ChildName(JsonObject parent) =>
        parent.Object("spec").Text(Prefix + "Name") is { Length: > 0 } name ? name : parent.Name();

    public JsonObject? ChildMetadata(JsonObject spec) => spec.Object(Prefix + "Metadata");

    public string StatusName => Prefix + "Name";
}
