using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

[About("AWS answers that the session's token is expired.")]
internal sealed record AwsExpiredCredentials : Fault
{
    public override string Server => "aws";

    public override Task ApplyAsync(FaultContext context, RequestDelegate next) =>
        context.Http.Request.Headers.ContainsKey("X-Amz-Target")
            ? FaultAnswers.AwsAsync(context, 400, "ExpiredTokenException", "The security token included in the request is expired")
            : FaultAnswers.AwsAsync(context, 403, "ExpiredToken", "The security token included in the request is expired");
}
