using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>What the three tag operations share.</summary>
internal static class ParameterTags
{
    /// <summary>Tags per resource; the model's 1000 is never reached.</summary>
    public const int Max = 50;

    /// <summary>Refuses keys that are reserved for AWS's own tags.</summary>
    public static void DemandUsersOwn(IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        if (tags.Any(t => t.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)))
        {
            throw ParameterStoreErrors.ReservedTag();
        }
    }

    /// <summary>The parameter that a tag operation is about.</summary>
    public static Parameter Require(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        state.Expire(context.Now);
        return request.Required("ResourceType") == "Parameter"
            && state.Find(ParameterReader.KeyOfNameOrArn(request.Required("ResourceId"))) is { } parameter
            ? parameter
            : throw ParameterStoreErrors.InvalidResourceId();
    }
}
