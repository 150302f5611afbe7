using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

[About("The API server answers with an error Status instead of doing what was asked.")]
internal sealed record KubeError : Fault
{
    public override string Server => "kube";

    [About("HTTP status: 409, 410, 429, 500, 503 or any other.")]
    public int Status { get; init; } = 500;

    [About("Seconds of the Retry-After header; none when left out.")]
    public int? RetryAfterSeconds { get; init; }

    public override Task ApplyAsync(FaultContext context, RequestDelegate next) =>
        FaultAnswers.KubeAsync(context, Status, RetryAfterSeconds);
}
