using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Apiregistration;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class APIServiceKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "apiregistration.k8s.io",
        Version = "v1",
        Kind = "APIService",
        Plural = "apiservices",
        Singular = "apiservice",
        ListKind = "APIServiceList",
        Categories = ["api-extensions"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool AllowUnconditionalUpdate => false;

    public override NameRule NameRule => NameRule.PathSegment;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Service", "string", "", "Who serves it"),
        new("Available", "string", "", "Whether it does"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        var service = Child(Child(obj, "spec"), "service");
        var available = Items(Child(obj, "status"), "conditions")
            .Select(c => c.Item).FirstOrDefault(c => Text(c, "type") == "Available");
        return
        [
            Name(obj), service is null ? "Local" : $"{Text(service, "namespace")}/{Text(service, "name")}",
            available is null ? "Unknown" : Text(available, "status"), StandardColumns.AgeOf(obj, now),
        ];
    }

    public override void Default(JsonObject obj)
    {
        if (Child(Child(obj, "spec"), "service") is { } service)
        {
            ObjectFields.Default(service, "port", GoNumbers.Node(443));
        }

        ObjectFields.Default(obj, "status", new JsonObject());
    }

    public override void PrepareForCreate(JsonObject obj, KindContext context)
    {
        base.PrepareForCreate(obj, context);
        if (Child(Child(obj, "spec"), "service") is null)
        {
            obj["status"] = new JsonObject
            {
                ["conditions"] = new JsonArray(new JsonObject
                {
                    ["type"] = "Available",
                    ["status"] = "True",
                    ["lastTransitionTime"] = Verbs.ObjectCreation.Timestamp(context.Now),
                    ["reason"] = "Local",
                    ["message"] = "Local APIServices are always available",
                }),
            };
        }
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        APIServiceRules.Validate(obj, errors);
}
