using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>
/// One Kubernetes kind: one declarative file in <c>Kubernetes/Kinds</c>, found by convention. No verb code: a kind that
/// wants its own verb signals a missing hook here. Objects are mutable JsonObjects owned by the request; stored objects
/// are never passed in for writing. Custom resources derive from this too, made at run time from their CRD.
/// </summary>
internal abstract class Kind
{
    public abstract ResourceInfo Resource { get; }

    /// <summary>
    /// Name of the Go/OpenAPI type in the field tables, e.g. <c>io.k8s.api.core.v1.Secret</c>; null for custom
    /// resources.
    /// </summary>
    public virtual string? TypeName => null;

    /// <summary>
    /// Kinds with the same key share their objects (core and events.k8s.io Events; versions of one CRD).
    /// </summary>
    public virtual string StorageKey => Resource.Qualified;

    /// <summary>The resource that validation errors name: of the kind whose rules are applied.</summary>
    public virtual ResourceInfo ErrorResource => Resource;

    /// <summary>
    /// True for kinds whose update checks the whole new object besides the change: metadata's causes come once more.
    /// </summary>
    public virtual bool ChecksMetadataAgain => false;

    /// <summary>
    /// Served subresources with their verbs: status, scale, token, log, exec, binding, finalize, approval…
    /// </summary>
    public virtual IReadOnlyList<Subresource> Subresources => [];

    /// <summary>
    /// False when an update without resourceVersion is refused (CRs, CRDs, Lease, webhook configurations…).
    /// </summary>
    public virtual bool AllowUnconditionalUpdate => true;

    /// <summary>
    /// True when PUT creates (Lease, Event, Endpoints, Service, LimitRange, RBAC kinds, RuntimeClass).
    /// </summary>
    public virtual bool AllowCreateOnUpdate => false;

    /// <summary>True when the server sets generation to 1 and raises it on spec changes.</summary>
    public virtual bool ManagesGeneration => false;

    /// <summary>
    /// True when a change from <paramref name="old"/> to <paramref name="obj"/> raises the generation.
    /// </summary>
    public virtual bool RaisesGeneration(JsonObject obj, JsonObject old) =>
        ManagesGeneration && !JsonNode.DeepEquals(obj["spec"], old["spec"]);

    /// <summary>Why nothing may be created now, as the text of a 403; null when creating is allowed.</summary>
    public virtual string? CreateRefusal => null;

    /// <summary>Text of the Warning header every answer about this version carries; null for living versions.</summary>
    public virtual string? Deprecation => null;

    /// <summary>
    /// First delete of kinds that a controller takes apart (Namespace, CRD): marks the object in its own way and
    /// returns true; the object then stays until its finalizers are gone, with no generation or grace of its own.
    /// </summary>
    public virtual bool MarkDeleted(JsonObject obj, KindContext context) => false;

    /// <summary>True when DELETE answers the object itself although it is gone (Pod, Service, Namespace…).</summary>
    public virtual bool DeleteReturnsObject => false;

    /// <summary>
    /// What a delete without propagationPolicy does: Background, but Orphan for Jobs and old controllers.
    /// </summary>
    public virtual bool OrphansDependentsByDefault => false;

    /// <summary>
    /// True for kinds that are answered, never stored: the reviews, Binding. Only <c>create</c> is served.
    /// </summary>
    public bool IsCreateOnly => Resource.Verbs is ["create"];

    public bool HasStatus => Subresources.Any(s => s.Name == "status");

    /// <summary>Default grace period of a delete in seconds; null for kinds that go at once (all but Pod).</summary>
    public virtual int? DefaultGracePeriodSeconds(JsonObject obj) => null;

    /// <summary>Drops the nulls that decoding forgives; an applied null stays, to be refused.</summary>
    public virtual void DropNulls(JsonObject obj)
    {
    }

    /// <summary>Fills the defaults of the version's type, at decode: applies to reads of old objects too.</summary>
    public virtual void Default(JsonObject obj)
    {
    }

    /// <summary>Before validation of a create: drop status, set server-owned fields.</summary>
    public virtual void PrepareForCreate(JsonObject obj, KindContext context)
    {
        if (HasStatus)
        {
            ObjectFields.Clear(obj, "status");
        }
    }

    /// <summary>Before validation of an update of the main resource: keep old status, server-owned fields.</summary>
    public virtual void PrepareForUpdate(JsonObject obj, JsonObject old, KindContext context)
    {
        if (HasStatus)
        {
            ObjectFields.Keep(obj, old, "status");
        }
    }

    /// <summary>
    /// Before validation of an update of <c>/status</c>; the default keeps everything else from the old object.
    /// </summary>
    public virtual void PrepareForStatusUpdate(JsonObject obj, JsonObject old, KindContext context)
    {
        ObjectFields.KeepAllBut(obj, old, "status", "metadata");
    }

    /// <summary>
    /// Drops fields the kind does not know, naming them when <paramref name="unknown"/> is given. Built-in kinds are
    /// pruned by their field tables when decoded; custom resources by their schema here.
    /// </summary>
    public virtual void Prune(JsonObject obj, List<string>? unknown)
    {
    }

    /// <summary>Adds what is wrong with a new object (metadata is checked elsewhere).</summary>
    public virtual void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
    }

    /// <summary>Adds what is wrong with a new object only; called besides <see cref="Validate"/>.</summary>
    public virtual void ValidateNew(JsonObject obj, KindContext context, List<FieldError> errors)
    {
    }

    /// <summary>Adds what is wrong with a change; called besides <see cref="Validate"/>.</summary>
    public virtual void ValidateUpdate(JsonObject obj, JsonObject old, KindContext context, List<FieldError> errors)
    {
    }

    /// <summary>
    /// Adds what is wrong with a change through another subresource than status; called besides <see cref="Validate"/>.
    /// </summary>
    public virtual void ValidatePartUpdate(
        string subresource,
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => ValidateUpdate(obj, old, context, errors);

    /// <summary>Adds what is wrong with a change through <c>/status</c>.</summary>
    public virtual void ValidateStatusUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors)
    {
    }

    /// <summary>The version objects of this kind are stored in; differs when several versions share storage.</summary>
    public virtual string StorageApiVersion => Resource.ApiVersion;

    /// <summary>
    /// Turns an object of this kind into the stored version. Called only when the two differ and
    /// <see cref="Converter"/> is null. May change and return its argument.
    /// </summary>
    public virtual JsonObject ToStorage(JsonObject obj) =>
        ObjectFields.WithVersion(obj, StorageApiVersion, Resource.Kind);

    /// <summary>Turns a stored object into this kind's version; see <see cref="ToStorage"/>.</summary>
    public virtual JsonObject FromStorage(JsonObject obj) =>
        ObjectFields.WithVersion(obj, Resource.ApiVersion, Resource.Kind);

    /// <summary>Given when versions are converted by a webhook: use it in place of To- and FromStorage.</summary>
    public virtual IObjectConverter? Converter => null;

    /// <summary>The Scale that <c>/scale</c> shows; null when this object has none.</summary>
    public virtual JsonObject? GetScale(JsonObject obj) => ScaleView.Of(obj);

    /// <summary>Why <c>/scale</c> of this object cannot be read, as the text of a 500; null when it can.</summary>
    public virtual string? ScaleProblem(JsonObject obj) => null;

    /// <summary>Takes the wanted replicas of a Scale into the object.</summary>
    public virtual void SetScale(JsonObject obj, JsonObject scale) => ScaleView.Apply(obj, scale);

    /// <summary>Texts for Warning headers about this object (deprecated versions, bad PEM…).</summary>
    public virtual IEnumerable<string> Warnings(JsonObject obj, JsonObject? old) => [];

    public virtual IReadOnlyList<Column> Columns => StandardColumns.NameAndCreatedAt;

    /// <summary>One table row's cells, in the order of <see cref="Columns"/>.</summary>
    public virtual JsonArray Cells(JsonObject obj, DateTimeOffset now) => StandardColumns.NameAndCreatedAtCells(obj);

    /// <summary>Fields a field selector may name, besides metadata.name and metadata.namespace.</summary>
    public virtual IReadOnlyList<string> SelectableFields => [];

    /// <summary>The text a field selector compares for one of <see cref="SelectableFields"/>.</summary>
    public virtual string SelectField(JsonObject obj, string field) => "";

    /// <summary>A selectable field as the kind its objects are stored as calls it.</summary>
    public virtual string StoredField(string field) => field;

    /// <summary>
    /// How an unknown field selector is refused: true for kinds with their own field labels (Pod, Secret, custom
    /// resources…), which say "field label not supported", false for the plain ones.
    /// </summary>
    public virtual bool HasOwnFieldLabels => SelectableFields.Count > 0;

    /// <summary>
    /// How names are checked: DNS subdomain by default; Namespace and Service use labels, RBAC path segments.
    /// </summary>
    public virtual NameRule NameRule => NameRule.DnsSubdomain;
}
