using System.Globalization;

namespace Eso.Emulator.Aws.Protocol.Signatures;

/// <summary>Finds out who calls, as strictly as the mode demands, in the order in which STS checks.</summary>
internal static class Authentication
{
    private static readonly Caller Anonymous = new("anonymous", "anonymous", Partitions.DefaultAccount, "");
    private static readonly TimeSpan QuerySkew = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan JsonSkew = TimeSpan.FromMinutes(5);

    public static Caller Identify(
        AwsRequest request, BoundOperation operation, AwsWorld world, AwsServerOptions options, DateTimeOffset now)
    {
        if (options.Signatures == SignatureMode.Any)
        {
            return Lenient(request, operation, world, options, now);
        }

        if (request.Scope is null && operation.Model.Unsigned)
        {
            return Anonymous;
        }

        var protocol = operation.Service.Model.Protocol;
        if (!IsSigned(request))
        {
            throw AuthenticationErrors.Missing(protocol);
        }

        var sent = SignatureReading.Read(request.Http, out var problem);
        var scope = sent?.Scope ?? request.Scope;
        if (scope is null || (sent is null && options.Signatures == SignatureMode.Strict))
        {
            throw AuthenticationErrors.Incomplete(protocol, problem);
        }

        if (options.Signatures == SignatureMode.Strict)
        {
            CheckScope(sent!, operation.Service.Model);
        }

        var credential = Known(scope, world, options, now);
        var token = CredentialScope.SessionToken(request.Http);
        if (credential is not { Active: true } || !string.Equals(credential.SessionToken, token,
            StringComparison.Ordinal))
        {
            throw AuthenticationErrors.InvalidToken(protocol);
        }

        if (credential.Expires <= now)
        {
            throw AuthenticationErrors.Expired(protocol);
        }

        if (options.Signatures == SignatureMode.Strict)
        {
            Verify(request, sent!, credential, protocol, now);
        }

        return credential.Caller;
    }

    // Any key works; a key that this world issued for a time only still ends.
    private static Caller Lenient(
        AwsRequest request, BoundOperation operation, AwsWorld world, AwsServerOptions options, DateTimeOffset now)
    {
        if (request.Scope is not { } scope)
        {
            return operation.Model.Unsigned ? Anonymous : Root(Partitions.DefaultAccount, "", Partitions.DefaultRegion);
        }

        var credential = Known(scope, world, options, now);
        if (credential?.Expires <= now)
        {
            throw AuthenticationErrors.Expired(operation.Service.Model.Protocol);
        }

        return credential?.Caller ?? scope.Root;
    }

    private static bool IsSigned(AwsRequest request) =>
        request.Http.Headers.Authorization.Count > 0 || request.Http.Query.ContainsKey("X-Amz-Signature")
        || request.Http.Query.ContainsKey("X-Amz-Credential");

    private static Credential? Known(CredentialScope scope, AwsWorld world, AwsServerOptions options,
        DateTimeOffset now)
    {
        if (ServiceRegistry.Shared.Credentials?.Find(world, scope.AccessKeyId, now) is { } issued)
        {
            return issued;
        }

        var given = options.RootKeys.FirstOrDefault(k => k.AccessKeyId == scope.AccessKeyId);
        return given is null || options.Signatures == SignatureMode.Any
            ? null
            : new Credential(Root(given.Account, given.AccessKeyId, scope.Region), given.SecretAccessKey);
    }

    private static void CheckScope(SentSignature sent, ServiceModel model)
    {
        var wrong = new List<string>();
        if (!Partitions.IsRegion(sent.Scope.Region))
        {
            wrong.Add("Credential should be scoped to a valid region.");
        }

        if (sent.Scope.Service != model.SigningName)
        {
            wrong.Add($"Credential should be scoped to correct service: '{model.SigningName}'.");
        }

        if (sent.Scope.Terminator != "aws4_request")
        {
            wrong.Add(
                $"Credential should be scoped with a valid terminator: 'aws4_request', not '{sent.Scope.Terminator}'.");
        }

        var day = sent.Time.Length >= 8 ? sent.Time[..8] : sent.Time;
        if (sent.Scope.Date != day)
        {
            wrong.Add("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                + $"'{sent.Scope.Date}' != '{day}', from '{sent.Time}'.");
        }

        if (wrong.Count > 0)
        {
            throw AuthenticationErrors.Scope(model.Protocol, wrong);
        }
    }

    private static void Verify(
        AwsRequest request, SentSignature sent, Credential credential, WireProtocol protocol, DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParseExact(
            sent.Time, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out var time))
        {
            throw AuthenticationErrors.Incomplete(
                protocol,
                $"Date must be in ISO-8601 'basic format'. Got '{sent.Time}'. "
                + "See http://en.wikipedia.org/wiki/ISO_8601");
        }

        // X-Amz-Expires changes nothing: a presigned request is good for as long as a signed one. What AWS's own
        // authenticator for EKS says of the URLs that it makes with 60 seconds.
        var skew = protocol == WireProtocol.Query ? QuerySkew : JsonSkew;
        var early = time > now + skew;
        if (early || time < now - skew)
        {
            throw early
                ? AuthenticationErrors.SignatureEarly(protocol, sent.Time, now, skew)
                : AuthenticationErrors.SignatureExpired(protocol, sent.Time, now, skew);
        }

        CheckSignedHeaders(request, sent, protocol);
        if (credential.SecretAccessKey is not { } secret
            || !SignatureVerifier.Matches(request.Http, request.Body, sent, secret))
        {
            throw AuthenticationErrors.Mismatch(protocol);
        }
    }

    private static void CheckSignedHeaders(AwsRequest request, SentSignature sent, WireProtocol protocol)
    {
        if (!sent.SignedHeaders.Contains("host", StringComparer.Ordinal))
        {
            throw AuthenticationErrors.Signature(
                protocol, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }

        foreach (var name in request.Http.Headers.Keys.Select(k => k.ToLowerInvariant()).Order(StringComparer.Ordinal))
        {
            if (name.StartsWith("x-amz-", StringComparison.Ordinal) && !sent.SignedHeaders.Contains(name,
                StringComparer.Ordinal))
            {
                throw AuthenticationErrors.Signature(protocol,
                    $"'{name}' must be a 'SignedHeader' in the AWS Authorization.");
            }
        }
    }

    public static Caller Root(string account, string accessKeyId, string region) =>
        new($"arn:{Partitions.Of(region)}:iam::{account}:root", account, account, accessKeyId);
}
