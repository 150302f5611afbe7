using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Patching;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Patching;

public sealed class ManagedFieldsTests
{
    private static readonly MergeType ConfigMap = MergeType.Of(TypeTable.Shared.FindKind("", "v1", "ConfigMap")!);

    [Fact]
    public void A_create_owns_what_it_set()
    {
        var obj = Object("""{"metadata":{"name":"c","labels":{"l":"1"}},"data":{"k":"v"}}""");
        ManagedFields.Update(null, obj, Write("curl"));
        Fields(obj).Should().Be("""{"f:data":{".":{},"f:k":{}},"f:metadata":{"f:labels":{".":{},"f:l":{}}}}""");
    }

    [Fact]
    public void An_apply_of_anothers_value_conflicts()
    {
        var live = Object("""{"metadata":{"name":"c","uid":"u"},"data":{"k":"v"}}""");
        ManagedFields.Update(null, live, Write("curl"));
        var act = () => ManagedFields.Apply(live, Object("""{"metadata":{"name":"c"},"data":{"k":"w"}}"""), Write("m"), false, out _);
        act.Should().Throw<ApplyConflictException>().WithMessage("Apply failed with 1 conflict: conflict with \"curl\" using v1: .data.k");
        var forced = ManagedFields.Apply(live, Object("""{"metadata":{"name":"c"},"data":{"k":"w"}}"""), Write("m"), true, out var changed);
        changed.Should().BeTrue();
        forced["data"]!["k"]!.GetValue<string>().Should().Be("w");
    }

    [Fact]
    public void A_dropped_field_goes_unless_another_owns_it()
    {
        var first = ManagedFields.Apply(null, Object("""{"metadata":{"name":"c"},"data":{"a":"1","b":"2"}}"""), Write("m"), false, out _);
        first["metadata"]!["uid"] = "u";
        var shared = ManagedFields.Apply(first, Object("""{"metadata":{"name":"c"},"data":{"b":"2"}}"""), Write("n"), false, out _);
        var last = ManagedFields.Apply(shared, Object("""{"metadata":{"name":"c"},"data":{"c":"3"}}"""), Write("m"), false, out _);
        last["data"]!.ToJsonString().Should().Be("""{"b":"2","c":"3"}""");
    }

    [Fact]
    public void A_configuration_that_does_not_fit_is_refused()
    {
        var act = () => ManagedFields.Apply(null, Object("""{"metadata":{"name":"c"},"data":{"a":5}}"""), Write("m"), false, out _);
        act.Should().Throw<PatchException>().WithMessage(
            "failed to create typed patch object (/c; v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:5}");
    }

    private static FieldWrite Write(string manager) => new(manager, "v1", "", "2024-01-01T00:00:00Z", ConfigMap)
    {
        Empty = Object("""{"metadata":{}}"""),
    };

    private static JsonObject Object(string json)
    {
        var obj = (JsonObject)JsonNode.Parse(json)!;
        obj.Insert(0, "apiVersion", "v1");
        obj.Insert(0, "kind", "ConfigMap");
        return obj;
    }

    private static string Fields(JsonObject obj) => obj["metadata"]!["managedFields"]![0]!["fieldsV1"]!.ToJsonString();
}
