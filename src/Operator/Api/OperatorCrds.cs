using System.Text.Json.Nodes;

namespace Eso.Operator.Api;

/// <summary>The CustomResourceDefinitions the operator needs, made from the schemas under <c>Api/Schemas</c>.</summary>
public static class OperatorCrds
{
    /// <summary>Fresh copies of all of them, in the order of their names.</summary>
    public static IReadOnlyList<JsonObject> All() => [];
}
