using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Aws.Protocol.Signatures;

/// <summary>Reads the signature of a request from its Authorization header or its presigned query.</summary>
internal static class SignatureReading
{
    /// <summary>The signature, or null with what is missing as AWS words it.</summary>
    public static SentSignature? Read(HttpRequest http, out string problem)
    {
        var header = http.Headers.Authorization.ToString();
        return header.Length > 0 ? FromHeader(http, header, out problem) : FromQuery(http.Query, out problem);
    }

    private static SentSignature? FromHeader(HttpRequest http, string header, out string problem)
    {
        var missing = new List<string>();
        if (!header.StartsWith(CredentialScope.Algorithm + " ", StringComparison.Ordinal))
        {
            problem = $"Unsupported AWS 'algorithm': '{header.Split(' ', 2)[0]}'.";
            return null;
        }

        string? Need(string name)
        {
            var value = CredentialScope.Part(header, name + "=");
            if (value is null)
            {
                missing.Add($"Authorization header requires '{name}' parameter.");
            }

            return value;
        }

        var credential = Need("Credential");
        var signature = Need("Signature");
        var signed = Need("SignedHeaders");
        var time = http.Headers["X-Amz-Date"].ToString();
        if (time.Length == 0)
        {
            time = FromDate(http.Headers.Date.ToString());
        }

        if (time.Length == 0)
        {
            missing.Add("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        }

        var scope = CredentialScope.Parse(credential);
        if (credential is not null && scope is null)
        {
            missing.Add(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.");
        }

        problem = missing.Count == 0 ? "" : string.Join(' ', missing) + " Authorization=" + CredentialScope.Algorithm;
        return missing.Count > 0 ? null : new SentSignature(scope!, time, signed!.Split(';'), signature!, null);
    }

    private static SentSignature? FromQuery(IQueryCollection query, out string problem)
    {
        problem = "";
        var scope = CredentialScope.Parse(query["X-Amz-Credential"].ToString());
        var signature = query["X-Amz-Signature"].ToString();
        var signed = query["X-Amz-SignedHeaders"].ToString();
        var time = query["X-Amz-Date"].ToString();
        if (query["X-Amz-Algorithm"].ToString() == CredentialScope.Algorithm && scope is not null
            && signature.Length > 0
            && signed.Length > 0 && time.Length > 0
            && long.TryParse(query["X-Amz-Expires"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture,
                out var expires))
        {
            return new SentSignature(scope, time, signed.Split(';'), signature, expires);
        }

        problem = "AWS query-string parameters must include 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', "
            + "'X-Amz-SignedHeaders', 'X-Amz-Date' and 'X-Amz-Expires'. Re-examine the query-string parameters.";
        return null;
    }

    private static string FromDate(string date) =>
        DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? AwsTime.Basic(at)
            : "";
}
