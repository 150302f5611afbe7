using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

[About("AWS answers with an error instead of doing what was asked.")]
internal sealed record AwsError : Fault
{
    public override string Server => "aws";

    [About("The error code, e.g. InternalServiceError or AccessDeniedException.")]
    public string Code { get; init; } = "InternalServiceError";

    [About("HTTP status.")]
    public int Status { get; init; } = 500;

    [About("The error's text.")]
    public string Message { get; init; } = "An error occurred on the server side.";

    public override Task ApplyAsync(FaultContext context, RequestDelegate next) =>
        FaultAnswers.AwsAsync(context, Status, Code, Message);
}
