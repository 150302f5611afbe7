using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class LimitRangeKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "LimitRange",
        Plural = "limitranges",
        Singular = "limitrange",
        ListKind = "LimitRangeList",
        ShortNames = ["limits"],
    };

    public override string TypeName => "io.k8s.api.core.v1.LimitRange";

    public override bool AllowCreateOnUpdate => true;

    // A maximum is also the default limit of containers, which is also the default request.
    public override void Default(JsonObject obj)
    {
        foreach (var (_, limit) in Items(Child(obj, "spec"), "limits"))
        {
            if (Text(limit, "type") == "Container")
            {
                Fill(limit, "max", "default");
                Fill(limit, "default", "defaultRequest");
                Fill(limit, "min", "defaultRequest");
            }
        }
    }

    // One without a name gets one, of all kinds.
    public override void PrepareForCreate(JsonObject obj, KindContext context)
    {
        base.PrepareForCreate(obj, context);
        var metadata = Ensure(obj, "metadata");
        if (Text(metadata, "name").Length == 0)
        {
            metadata["name"] = context.Entropy.Uuid();
        }
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        LimitRangeRules.Validate(obj, errors);

    private static void Fill(JsonObject limit, string from, string to)
    {
        foreach (var (name, value) in Child(limit, from) ?? [])
        {
            ObjectFields.Default(Ensure(limit, to), name, value?.DeepClone());
        }
    }
}
