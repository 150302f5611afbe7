using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Admission;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>Who writes what and how: everything a write needs that is not the object, from HTTP or from a controller.</summary>
internal sealed record WriteScope
{
    public required KubeCore Core { get; init; }

    public required KubeUser User { get; init; }

    public required Kind Kind { get; init; }

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>Empty, status, scale…</summary>
    public string Subresource { get; init; } = "";

    public bool DryRun { get; init; }

    /// <summary>The field manager; empty: fields are not tracked (the server's own writes).</summary>
    public string Manager { get; init; } = "";

    /// <summary>Makes CreateOptions and the like, as webhooks see them; few writes are shown to any.</summary>
    public Func<JsonObject> Options { get; init; } = static () => [];

    public List<string> Warnings { get; init; } = [];

    public CancellationToken Cancellation { get; init; }

    public ObjectTable Table => Core.Table(Kind);

    /// <summary>The options' kind follows what the write turned out to be: an apply may create.</summary>
    private JsonObject OptionsFor(string operation)
    {
        var options = Options();
        if (options.Count == 0)
        {
            options["kind"] = "";
            options["apiVersion"] = "meta.k8s.io/v1";
        }

        options["kind"] = operation switch
        {
            "CREATE" => "CreateOptions",
            "DELETE" => "DeleteOptions",
            _ => "UpdateOptions",
        };
        return options;
    }

    public AdmissionAttributes Admission(string operation, JsonObject? obj, JsonObject? old) => new()
    {
        // Of a scale update plug-ins see the Scale.
        Core = Core,
        User = User,
        Kind = Kind,
        Namespace = Namespace,
        Name = Name.Length > 0 ? Name : ObjectFields.Text(obj?["metadata"] as JsonObject, "name"),
        Subresource = Subresource,
        Operation = operation,
        Object = Subresource == "scale" && obj is not null ? Kind.GetScale(obj) : obj,
        Old = Subresource == "scale" && old is not null ? Kind.GetScale(old) : old,
        DryRun = DryRun,
        Options = () => OptionsFor(operation),
        Warnings = Warnings,
        Cancellation = Cancellation,
    };

    /// <summary>Of an admission of a scale update the changed Scale is taken back into the object.</summary>
    public JsonObject Admitted(AdmissionAttributes attributes, JsonObject obj)
    {
        if (Subresource != "scale")
        {
            return attributes.Object!;
        }

        Kind.SetScale(obj, attributes.Object!);
        return obj;
    }

    /// <summary>A controller's scope over one object.</summary>
    public static WriteScope Of(KubeCore core, KubeUser user, Kind kind, string ns, string name) => new()
    {
        Core = core,
        User = user,
        Kind = kind,
        Namespace = ns,
        Name = name,
        Manager = "kube-controller-manager",
    };
}

/// <summary>What a write left: the stored object, or for dry runs and removals just the object to show.</summary>
/// <param name="Object">In the scope's version, with its metadata.resourceVersion; null when <paramref name="Stored"/> says it all.</param>
/// <param name="Stored">What is stored now.</param>
/// <param name="Created">The write made the object.</param>
internal readonly record struct WriteResult(JsonObject? Object, StoredObject? Stored, bool Created);
