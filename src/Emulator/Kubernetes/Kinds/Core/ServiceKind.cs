using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ServiceKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Service",
        Plural = "services",
        Singular = "service",
        ListKind = "ServiceList",
        ShortNames = ["svc"],
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.core.v1.Service";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        new("proxy", "create", "delete", "get", "patch", "update") { Kind = "ServiceProxyOptions" },
        Subresource.Status,
    ];

    public override bool AllowCreateOnUpdate => true;

    public override bool DeleteReturnsObject => true;

    public override NameRule NameRule => NameRule.DnsLabel;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Type", "string", "", "How the Service is exposed."),
        new("Cluster-IP", "string", "", "The address the cluster gave the service."),
        new("External-IP", "string", "", "Addresses from outside that lead to the service."),
        new("Port(s)", "string", "", "The ports the service offers."),
        StandardColumns.Age,
        new("Selector", "string", "", "Labels of the pods that get the traffic.", 1),
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => ServiceTable.Cells(obj, now);

    public override IReadOnlyList<string> SelectableFields => ["spec.clusterIP", "spec.type"];

    public override string SelectField(JsonObject obj, string field) =>
        Text(Child(obj, "spec"), field["spec.".Length..]);

    public override void Default(JsonObject obj) => ServiceRules.Default(obj);

    public override void PrepareForCreate(JsonObject obj, KindContext context)
    {
        obj["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        ServiceAddresses.Allocate(obj, context);
    }

    public override void PrepareForUpdate(JsonObject obj, JsonObject old, KindContext context)
    {
        Keep(obj, old, "status");
        ServiceAddresses.Carry(obj, old, context);
    }

    /// <summary>
    /// What has to be allocated is looked at first, and alone: the registry allocates before it validates.
    /// </summary>
    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
        var isNew = context.Read("services", Namespace(obj), Name(obj)) is null;
        var first = new List<FieldError>();
        ServiceFamilyRules.Validate(Child(obj, "spec") ?? [], first);
        if (first.Count == 0 && isNew)
        {
            ServiceFamilyRules.ValidateCluster(Child(obj, "spec"), first);
        }

        if (first.Count == 0 && isNew)
        {
            ServiceRules.ValidateAllocation(obj, context, first);
        }

        if (first.Count > 0)
        {
            errors.Clear();
            errors.AddRange(first);
            return;
        }

        ServiceRules.Validate(obj, errors);
    }

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors)
    {
        var first = new List<FieldError>();
        ServiceFamilyRules.Validate(Child(obj, "spec") ?? [], first);
        if (first.Count == 0)
        {
            ServiceFamilyRules.ValidateUpdate(obj, old, errors);
        }
    }

    public override void ValidateStatusUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => ServiceExposureRules.Status(obj, errors);

    public override bool ChecksMetadataAgain => true;
}
