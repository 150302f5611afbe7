using System.Text.Json.Nodes;
using Eso.Operator.Api.Schemas;

namespace Eso.Operator.Api;

/// <summary>The CustomResourceDefinitions the operator needs, made from the schemas under <c>Api/Schemas</c>.</summary>
public static class OperatorCrds
{
    private static readonly Lazy<IReadOnlyList<JsonObject>> Made = new(
        () => [.. CrdDefinitions.All().Select(d => d.ToJson()).OrderBy(NameOf, StringComparer.Ordinal)]);

    /// <summary>Fresh copies of all of them, in the order of their names.</summary>
    public static IReadOnlyList<JsonObject> All() => [.. Made.Value.Select(o => (JsonObject)o.DeepClone())];

    private static string NameOf(JsonObject crd) => crd["metadata"]!["name"]!.ToString();
}
