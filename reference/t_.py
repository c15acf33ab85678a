import mobilenet_v2 as m, torch, copy
torch.set_num_threads(1)
best=[]
model=m.ExpressionNet(); m.fill(model); model.double().train()
for hw,n in (((32,48),4),((32,32),3),((32,48),6)):
    for i in range(120):
        p=m.picture([n,*hw,3],f"smooth {i}").double()
        with torch.no_grad(): d=m.distance_from_kinks(copy.deepcopy(model),p)
        best.append((d,n,hw,i))
best.sort(reverse=True); print(best[:8])
from torch import nn
for d,n,hw,i in best[:5]:
    res={}
    for dt in (torch.float64, torch.float32):
        mm=m.ExpressionNet(); m.fill(mm); mm.to(dt).train()
        p=m.picture([n,*hw,3],f"smooth {i}").to(dt)
        nn.functional.cross_entropy(mm(p), torch.arange(n)%7).backward()
        res[dt]={k:q.grad.double().flatten() for k,q in mm.named_parameters()}
    l=sorted(((float((a-res[torch.float32][k]).abs().max()/max(a.norm(),1e-9)),k,float(a.norm())) for k,a in res[torch.float64].items() if a.norm()>1e-8),reverse=True)
    print(d,n,hw,i,[(f"{e:.1e}",k,f"{s:.1e}") for e,k,s in l[:2]], f"{l[len(l)//2][0]:.1e}")
