using Eso.Benchmarks;

if (args is ["aws", .. var rest])
{
    return await AwsRun.RunAsync(rest);
}

var objects = args.Length > 0 && int.TryParse(args[0], out var n) ? n : 10_000;
return await ScaleRun.RunAsync(objects, CancellationToken.None);
