using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>One write as field management sees it.</summary>
/// <param name="Manager">The fieldManager parameter, or the user agent up to its slash.</param>
/// <param name="ApiVersion">Version of the request.</param>
/// <param name="Subresource"><c>status</c>, <c>scale</c>… or empty.</param>
/// <param name="Now">Time of the write, as metav1.Time prints it.</param>
/// <param name="Type">The kind's merge type in that version.</param>
internal sealed record FieldWrite(string Manager, string ApiVersion, string Subresource, string Now, MergeType Type)
{
    /// <summary>Top-level fields this kind of write cannot change: status on the main resource, spec on /status.</summary>
    public IReadOnlyList<string> ResetFields { get; init; } = [];

    /// <summary>A custom resource: its values are only checked against their schema after owners are told.</summary>
    public bool Custom { get; init; }

    /// <summary>The kind's other versions, when they differ in more than their name.</summary>
    public IOtherVersions? Others { get; init; }

    /// <summary>
    /// An object of the kind as Go makes it empty: for built-in kinds with the fields that are always written. Shared by
    /// all writes: not to be changed.
    /// </summary>
    public JsonObject Empty { get; init; } = [];
}

/// <summary>A custom kind whose versions a webhook converts, as field management needs it.</summary>
internal interface IOtherVersions
{
    /// <summary>How values of a version merge; null when the kind has no such version (any more).</summary>
    MergeType? TypeOf(string apiVersion);

    /// <summary>The object in that version.</summary>
    JsonObject Convert(JsonObject obj, string apiVersion);
}
