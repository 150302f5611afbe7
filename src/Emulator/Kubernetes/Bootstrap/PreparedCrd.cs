using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Kubernetes.Controllers;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Kinds.Custom;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Verbs;

namespace Eso.Emulator.Kubernetes.Bootstrap;

/// <summary>
/// A CRD that every world of this process begins with: brought into its stored, established form once, then copied into
/// each new world with that world's uid and time. Installing the operator's two megabytes of schemas by POST costs a
/// second; copying them costs a millisecond. A test holds the result against what a POST leaves behind.
/// </summary>
internal sealed class PreparedCrd
{
    private static readonly DateTimeOffset MarkedTime = new(1111, 11, 11, 11, 11, 11, TimeSpan.Zero);

    private readonly StoredTemplate template;

    private PreparedCrd(string name, ObjectDraft draft, IReadOnlyList<Kind> kinds)
    {
        Name = name;
        Kinds = kinds;
        template = new StoredTemplate(draft);
    }

    public string Name { get; }

    /// <summary>The kinds it serves, shared by all worlds: nothing in them belongs to one.</summary>
    public IReadOnlyList<Kind> Kinds { get; }

    /// <summary>Prepares a CRD that is known to be valid and converts by no webhook.</summary>
    /// <param name="crd">The definition; taken over.</param>
    /// <param name="converter">Converts between its versions in this process; null: apiVersion alone changes.</param>
    public static PreparedCrd Of(JsonObject crd, IObjectConverter? converter = null)
    {
        var kind = KindRegistry.BuiltIns.First(k => k.StorageKey == CustomResources.StorageKey);
        kind.Default(crd);
        var metadata = ObjectCreation.Metadata(crd);
        metadata["uid"] = StoredTemplate.UidMark;
        metadata["creationTimestamp"] = StoredTemplate.TimeMark;
        metadata["generation"] = 1;
        crd["status"] = Status(crd, kind);
        return new PreparedCrd(
            ObjectFields.Name(crd),
            ObjectDraft.Of(crd, kind),
            new CustomKinds(SchemaCompiler.Compile, static _ => null, converter).From(crd));
    }

    /// <summary>The status that naming and establishing end in; they look at anything but the schemas.</summary>
    private static JsonNode? Status(JsonObject crd, Kind kind)
    {
        var spec = ObjectFields.Child(crd, "spec")!;
        var outline = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = ObjectFields.Name(crd) },
            ["spec"] = new JsonObject
            {
                ["group"] = spec["group"]?.DeepClone(),
                ["scope"] = spec["scope"]?.DeepClone(),
                ["names"] = spec["names"]?.DeepClone(),
                ["versions"] = new JsonArray(ObjectFields.Items(spec, "versions").Select(v => (JsonNode)new JsonObject
                {
                    ["name"] = v.Item["name"]?.DeepClone(),
                    ["storage"] = v.Item["storage"]?.DeepClone(),
                }).ToArray()),
            },
        };
        kind.PrepareForCreate(outline, new KindContext { Now = MarkedTime, Entropy = new Entropy(0) });
        while (CrdStatus.Next(outline, [outline], MarkedTime) is { } next)
        {
            outline = next;
        }

        return outline["status"]?.DeepClone();
    }

    /// <summary>Puts a copy into a world that has no CRD of this name.</summary>
    public void Install(KubeCore core)
    {
        template.Put(core, CustomResources.StorageKey);
        core.Kinds.SetCustom(Name, Kinds);
    }
}
