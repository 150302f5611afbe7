using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Removes tags; keys that are not there are no error.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UntagResource.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UntagResource : IOperation<SecretsState>
{
    public static string Name => "UntagResource";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var found = SecretLookup.FindActive(request.Required("SecretId"), state, context);
        Replication.DemandPrimary(found.Secret, context);
        var keys = request.Texts("TagKeys");
        LockOut.ChangeTags(found.Secret, Name, request, context, () =>
            found.Secret.Tags?.RemoveAll(t => keys.Contains(t.Key, StringComparer.Ordinal)));
        found.State.Changed(found.Secret.Name);
        Replication.Propagate(found, context);
        return [];
    }
}
