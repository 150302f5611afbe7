using System.Globalization;
using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

[About("The caller's clock and AWS's differ: beyond five minutes (fifteen for STS and IAM) signatures are refused.")]
internal sealed record AwsClockSkew : Fault
{
    private const string Form = "yyyyMMdd'T'HHmmss'Z'";

    [About("By how much AWS's clock is ahead of the caller's, e.g. 20m.")]
    public TimeSpan By { get; init; } = TimeSpan.FromMinutes(20);

    [About("True: AWS's clock is behind instead.")]
    public bool Behind { get; init; }

    public override string Server => "aws";

    public override async Task ApplyAsync(FaultContext context, RequestDelegate next)
    {
        var json = context.Http.Request.Headers.ContainsKey("X-Amz-Target");
        var allowed = TimeSpan.FromMinutes(json ? 5 : 15);
        var now = context.Clock.GetUtcNow() + (Behind ? -By : By);
        context.Http.Response.Headers.Date = now.ToString("R", CultureInfo.InvariantCulture);
        var sent = context.Http.Request.Headers["X-Amz-Date"].ToString();
        if (!DateTimeOffset.TryParseExact(sent, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed)
            || (signed - now).Duration() <= allowed)
        {
            // Also a caller that has learnt our time from an answer's Date, as AWS's SDKs do.
            await next(context.Http);
            return;
        }

        // The texts of both services' signature layers; see Aws/Protocol/Signatures.
        var text = signed > now
            ? $"Signature not yet current: {sent} is still later than {Text(now + allowed)} ({Text(now)} + {allowed.TotalMinutes:0} min.)"
            : $"Signature expired: {sent} is now earlier than {Text(now - allowed)} ({Text(now)} - {allowed.TotalMinutes:0} min.)";
        await FaultAnswers.AwsAsync(context, json ? 400 : 403, json ? "InvalidSignatureException" : "SignatureDoesNotMatch", text);
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);
}
