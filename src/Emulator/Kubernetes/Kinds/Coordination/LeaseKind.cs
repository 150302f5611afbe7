using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class LeaseKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "coordination.k8s.io",
        Version = "v1",
        Kind = "Lease",
        Plural = "leases",
        Singular = "lease",
        ListKind = "LeaseList",
    };

    public override string TypeName => "io.k8s.api.coordination.v1.Lease";

    public override bool AllowUnconditionalUpdate => false;

    public override bool AllowCreateOnUpdate => true;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Holder", "string", "", "holderIdentity contains the identity of the holder of a current lease."),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
        [Name(obj), Text(Child(obj, "spec"), "holderIdentity"), StandardColumns.AgeOf(obj, now)];

    public override void Default(JsonObject obj) => ObjectFields.Default(obj, "spec", new JsonObject());

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
        var spec = Child(obj, "spec");
        if (spec?["leaseDurationSeconds"] is not null && Number(spec, "leaseDurationSeconds") is <= 0 and var duration)
        {
            errors.Add(FieldError.Invalid("spec.leaseDurationSeconds", duration, "must be greater than 0"));
        }

        if (Number(spec, "leaseTransitions") is < 0 and var transitions)
        {
            errors.Add(FieldError.Invalid(
                "spec.leaseTransitions", transitions, "must be greater than or equal to 0"));
        }

        if (Text(spec, "preferredHolder").Length > 0 && Text(spec, "strategy").Length == 0)
        {
            errors.Add(FieldError.Forbidden(
                "spec.preferredHolder", "may only be specified if `strategy` is defined"));
        }
    }
}
