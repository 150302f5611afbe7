using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Patching;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Patching;

public sealed class RestoreCheckTests
{
    [Theory]
    [InlineData("""{"metadata":{"labels":"x"}}""", "cannot restore map from string")]
    [InlineData("""{"metadata":{"labels":{"a":1}}}""", "cannot convert int64 to string")]
    [InlineData("""{"metadata":{"labels":{"a":true}}}""", "unrecognized type: string")]
    [InlineData("""{"spec":[]}""", "cannot restore struct from: slice")]
    [InlineData("""{"spec":{"containers":{}}}""", "cannot restore slice from map")]
    [InlineData("""{"spec":{"hostNetwork":"yes"}}""", "unrecognized type: bool")]
    [InlineData("""{"spec":{"priority":1.5}}""", "cannot convert float64 to int32")]
    [InlineData("""{"spec":{"priority":2.0,"containers":[{"name":"a"}]}}""", null)]
    public void A_merged_object_is_refused_in_apimachinery_s_words(string json, string? fault) =>
        RestoreCheck.Fault(JsonNode.Parse(json)!.AsObject(), TypeTable.Shared.Find("io.k8s.api.core.v1.Pod")!).Should().Be(fault);
}
