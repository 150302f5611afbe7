using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>The names and abilities of one resource, as discovery tells them.</summary>
internal sealed record ResourceInfo
{
    /// <summary>API group; empty for core.</summary>
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Kind { get; init; }

    /// <summary>Plural, lower case: the path segment.</summary>
    public required string Plural { get; init; }

    public string Singular { get; init; } = "";

    public string ListKind { get; init; } = "";

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public bool Namespaced { get; init; } = true;

    public IReadOnlyList<string> Verbs { get; init; } =
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary><c>v1</c> or <c>group/version</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary><c>secrets</c> or <c>externalsecrets.external-secrets.io</c>, as error texts name it.</summary>
    public string Qualified => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}

/// <summary>One column of a kind's table. Priority 0 is always shown, 1 with <c>-o wide</c>.</summary>
internal sealed record Column(string Name, string Type, string Format, string Description, int Priority = 0);

/// <summary>
/// One Kubernetes kind: one declarative file in <c>Kubernetes/Kinds</c>, found by convention. No verb code: a kind that
/// wants its own verb signals a missing hook here. Objects are mutable JsonObjects owned by the request; stored objects
/// are never passed in for writing. Custom resources derive from this too, made at run time from their CRD.
/// </summary>
internal abstract class Kind
{
    public abstract ResourceInfo Resource { get; }

    /// <summary>Name of the Go/OpenAPI type in the field tables, e.g. <c>io.k8s.api.core.v1.Secret</c>; null for custom resources.</summary>
    public virtual string? TypeName => null;

    /// <summary>Kinds with the same key share their objects (core and events.k8s.io Events; versions of one CRD).</summary>
    public virtual string StorageKey => Resource.Qualified;

    /// <summary>Served subresources with their verbs: status, scale, token, log, exec, binding, finalize, approval…</summary>
    public virtual IReadOnlyList<Subresource> Subresources => [];

    /// <summary>False when an update without resourceVersion is refused (CRs, CRDs, Lease, webhook configurations…).</summary>
    public virtual bool AllowUnconditionalUpdate => true;

    /// <summary>True when PUT creates (Lease, Event, Endpoints, Service, LimitRange, RBAC kinds, RuntimeClass).</summary>
    public virtual bool AllowCreateOnUpdate => false;

    /// <summary>True when the server sets generation to 1 and raises it on spec changes.</summary>
    public virtual bool ManagesGeneration => false;

    /// <summary>Default grace period of a delete in seconds; null for kinds that go at once (all but Pod).</summary>
    public virtual int? DefaultGracePeriodSeconds(JsonObject obj) => null;

    /// <summary>Fills the defaults of the version's type, at decode: applies to reads of old objects too.</summary>
    public virtual void Default(JsonObject obj)
    {
    }

    /// <summary>Before validation of a create: drop status, set server-owned fields.</summary>
    public virtual void PrepareForCreate(JsonObject obj, KindContext context)
    {
    }

    /// <summary>Before validation of an update of the main resource: keep old status, server-owned fields.</summary>
    public virtual void PrepareForUpdate(JsonObject obj, JsonObject old, KindContext context)
    {
    }

    /// <summary>Before validation of an update of <c>/status</c>; the default keeps everything else from the old object.</summary>
    public virtual void PrepareForStatusUpdate(JsonObject obj, JsonObject old, KindContext context)
    {
        foreach (var key in obj.Select(p => p.Key).Where(k => k is not ("status" or "metadata" or "apiVersion" or "kind")).ToList())
        {
            obj.Remove(key);
        }

        foreach (var (key, value) in old)
        {
            if (key is not ("status" or "metadata" or "apiVersion" or "kind"))
            {
                obj[key] = value?.DeepClone();
            }
        }
    }

    /// <summary>Adds what is wrong with a new object (metadata is checked elsewhere).</summary>
    public virtual void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
    }

    /// <summary>Adds what is wrong with a change; called besides <see cref="Validate"/>.</summary>
    public virtual void ValidateUpdate(JsonObject obj, JsonObject old, KindContext context, List<FieldError> errors)
    {
    }

    /// <summary>Texts for Warning headers about this object (deprecated versions, bad PEM…).</summary>
    public virtual IEnumerable<string> Warnings(JsonObject obj, JsonObject? old) => [];

    public virtual IReadOnlyList<Column> Columns => StandardColumns.NameAndAge;

    /// <summary>One table row's cells, in the order of <see cref="Columns"/>.</summary>
    public virtual JsonArray Cells(JsonObject obj, DateTimeOffset now) => StandardColumns.NameAndAgeCells(obj, now);

    /// <summary>Fields a field selector may name, besides metadata.name and metadata.namespace.</summary>
    public virtual IReadOnlyList<string> SelectableFields => [];

    /// <summary>The text a field selector compares for one of <see cref="SelectableFields"/>.</summary>
    public virtual string SelectField(JsonObject obj, string field) => "";

    /// <summary>How names are checked: DNS subdomain by default; Namespace and Service use labels, RBAC path segments.</summary>
    public virtual NameRule NameRule => NameRule.DnsSubdomain;
}

/// <summary>Rules of metadata.name.</summary>
internal enum NameRule
{
    DnsSubdomain,
    DnsLabel,
    Dns1035Label,
    PathSegment,
}

/// <summary>One subresource: its path segment, verbs, and the kind it carries when that is another's.</summary>
/// <param name="Name">e.g. <c>status</c>, <c>scale</c>, <c>token</c>.</param>
/// <param name="Verbs">e.g. get, patch, update, create.</param>
internal sealed record Subresource(string Name, params string[] Verbs)
{
    /// <summary>Group of the carried kind when it lives elsewhere (autoscaling for scale).</summary>
    public string? Group { get; init; }

    public string? Version { get; init; }

    /// <summary>The carried kind; null: the resource's own.</summary>
    public string? Kind { get; init; }
}

/// <summary>What a kind's hooks may know: the time, chance, and other objects (read-only).</summary>
internal sealed class KindContext
{
    public required DateTimeOffset Now { get; init; }

    public required Eso.Emulator.Clock.Entropy Entropy { get; init; }

    /// <summary>The API version of the request.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary>Reads another object by storage key, namespace ("" for cluster scope) and name; null when absent. Do not modify it.</summary>
    public Func<string, string, string, JsonObject?> Read { get; init; } = static (_, _, _) => null;
}
