using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class CSIDriverKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "storage.k8s.io",
        Version = "v1",
        Kind = "CSIDriver",
        Plural = "csidrivers",
        Singular = "csidriver",
        ListKind = "CSIDriverList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.storage.v1.CSIDriver";

    public override bool AllowUnconditionalUpdate => false;

    public override bool DeleteReturnsObject => true;

    public override bool ManagesGeneration => true;

    public override void Default(JsonObject obj)
    {
        var spec = ObjectFields.Ensure(obj, "spec");
        foreach (var (field, value) in ((string, bool)[])
        [
            ("attachRequired", true), ("podInfoOnMount", false), ("storageCapacity", false),
            ("requiresRepublish", false), ("seLinuxMount", false),
        ])
        {
            ObjectFields.Default(spec, field, value);
        }

        ObjectFields.Default(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
        if (!ObjectFields.Texts(spec, "volumeLifecycleModes").Any())
        {
            spec["volumeLifecycleModes"] = new JsonArray("Persistent");
        }
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
        var name = ObjectFields.Name(obj);
        if (name.Length > Names.LabelLength)
        {
            errors.Add(FieldError.TooLong("metadata.name", Names.LabelLength));
        }

        ObjectMeta.AddAll(errors, "metadata.name", name, Names.Subdomain(name.ToLowerInvariant()));
        var spec = ObjectFields.Child(obj, "spec");
        ValueRules.Supported(
            spec, "fsGroupPolicy", "spec", ["File", "None", "ReadWriteOnceWithFSType"], errors);
        foreach (var mode in ObjectFields.Texts(spec, "volumeLifecycleModes"))
        {
            if (mode is not ("Persistent" or "Ephemeral"))
            {
                errors.Add(FieldError.NotSupported("spec.volumeLifecycleModes", mode, ["Ephemeral", "Persistent"]));
            }
        }
    }

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors)
    {
        var (spec, before) = (ObjectFields.Child(obj, "spec"), ObjectFields.Child(old, "spec"));
        ValueRules.Unchanged(spec, before, "attachRequired", "spec.attachedRequired", errors);
        ValueRules.Unchanged(spec, before, "volumeLifecycleModes", "spec.volumeLifecycleModes", errors);
    }
}
