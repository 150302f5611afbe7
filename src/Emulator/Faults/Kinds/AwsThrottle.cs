using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

[About("AWS answers that the rate is exceeded.")]
internal sealed record AwsThrottle : Fault
{
    public override string Server => "aws";

    public override Task ApplyAsync(FaultContext context, RequestDelegate next) =>
        FaultAnswers.AwsAsync(
            context, 400, context.Http.Request.Headers.ContainsKey("X-Amz-Target") ? "ThrottlingException" : "Throttling", "Rate exceeded");
}
