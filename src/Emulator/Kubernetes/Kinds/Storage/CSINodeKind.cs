using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class CSINodeKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "storage.k8s.io",
        Version = "v1",
        Kind = "CSINode",
        Plural = "csinodes",
        Singular = "csinode",
        ListKind = "CSINodeList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.storage.v1.CSINode";

    public override bool AllowUnconditionalUpdate => false;

    public override bool DeleteReturnsObject => true;

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, driver) in ObjectFields.Items(ObjectFields.Child(obj, "spec"), "drivers"))
        {
            var path = $"spec.drivers[{i}]";
            var name = ObjectFields.Text(driver, "name");
            ValueRules.Required(driver, "name", path, errors);
            ObjectMeta.AddAll(errors, $"{path}.name", name, Names.Subdomain(name.ToLowerInvariant()));
            ValueRules.Required(driver, "nodeID", path, errors);
            ValueRules.NotNegative(
                ObjectFields.Child(driver, "allocatable"), "count", $"{path}.allocatable", errors);
            if (!seen.Add(name))
            {
                errors.Add(FieldError.Duplicate($"{path}.name", name));
            }
        }
    }
}
