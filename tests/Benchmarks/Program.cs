using Eso.Benchmarks;

var objects = args.Length > 0 && int.TryParse(args[0], out var n) ? n : 10_000;
return await ScaleRun.RunAsync(objects, CancellationToken.None);
