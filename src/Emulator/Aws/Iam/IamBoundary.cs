using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>Permissions boundaries: a managed policy's ARN that must exist.</summary>
internal static class IamBoundary
{
    public static string? Read(JsonObject request, OperationContext context)
    {
        if (request.Text("PermissionsBoundary") is not { } arn)
        {
            return null;
        }

        return IamPolicies.Find(arn, context.Account, context.World) is not null
            ? arn
            : throw IamErrors.NotAttachable(arn);
    }
}
