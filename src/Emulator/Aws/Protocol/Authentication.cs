namespace Eso.Emulator.Aws.Protocol;

/// <summary>Finds out who calls, as strictly as the mode demands.</summary>
internal static class Authentication
{
    public static Caller Identify(
        AwsRequest request, BoundOperation operation, AwsWorld world, AwsServerOptions options, DateTimeOffset now)
    {
        var mode = options.Signatures;
        if (request.Scope is not { } scope)
        {
            if (mode != SignatureMode.Any && !operation.Model.Unsigned)
            {
                throw AuthenticationErrors.Missing(operation.Service.Model.Protocol);
            }

            return operation.Model.Unsigned && mode != SignatureMode.Any
                ? new Caller("anonymous", "anonymous", Partitions.DefaultAccount, "")
                : Root(Partitions.DefaultAccount, "", Partitions.DefaultRegion);
        }

        var credential = ServiceRegistry.Shared.Credentials?.Find(world, scope.AccessKeyId, now);
        if (mode != SignatureMode.Any)
        {
            Demand(request, credential, operation.Service.Model.Protocol);
        }

        if (credential?.Expires <= now)
        {
            throw AuthenticationErrors.Expired(operation.Service.Model.Protocol);
        }

        return credential?.Caller ?? Root(Partitions.AccountOf(scope.AccessKeyId), scope.AccessKeyId, scope.Region);
    }

    private static void Demand(AwsRequest request, Credential? credential, WireProtocol protocol)
    {
        var token = CredentialScope.SessionToken(request.Http);
        if (credential is not { Active: true } || !string.Equals(credential.SessionToken, token, StringComparison.Ordinal))
        {
            throw AuthenticationErrors.InvalidToken(protocol);
        }
    }

    private static Caller Root(string account, string accessKeyId, string region) =>
        new($"arn:{Partitions.Of(region)}:iam::{account}:root", account, account, accessKeyId);
}
