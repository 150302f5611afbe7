using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms;

/// <summary>What KMS checks in a key policy.</summary>
internal static class KmsPolicies
{
    /// <summary>A key has exactly one policy, and this is its name.</summary>
    public const string OnlyName = "default";

    /// <summary>The policy must be readable, and must let the caller change it later unless told not to look.</summary>
    public static void Check(string policy, JsonObject request, OperationContext context)
    {
        try
        {
            if (JsonNode.Parse(policy) is not JsonObject document || document["Statement"] is null)
            {
                throw KmsErrors.MalformedPolicy();
            }
        }
        catch (JsonException)
        {
            throw KmsErrors.MalformedPolicy();
        }

        if (request.Flag("BypassPolicyLockoutSafetyCheck") == true)
        {
            return;
        }

        AttachedPolicy[] attached = [new(PolicyKind.Resource, "key policy", policy)];
        var access = new Access("kms:PutKeyPolicy", "*", CallerKeys.Of(context));
        if (Evaluation.FindFor(CallerKeys.PrincipalOf(context), attached, allow: true, access) is null)
        {
            throw KmsErrors.LockOut();
        }
    }
}
